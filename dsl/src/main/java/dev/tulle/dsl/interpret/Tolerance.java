package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a device may return for a model and data, and nothing else.
///
/// - **Values.** The interpreter says the exact ones and, from a few runs that round each step to `f32` at random ([Precision#single]), how
///   far naive arithmetic strays; an [Allowance] says how far a device may.
/// - **Existence.** Exact.
/// - **Patterns that compare floats** ([#pattern]). A member may flip only in the band of positions that change when a few bits more are
///   rounded away, and only a few of them. Then the device's patterns are forced into the interpreter, and all else is compared strictly.
public final class Tolerance {
  /// What is reported of one tensor at most.
  private static final int REPORTED = 16;
  private static final int NAIVE_RUNS = 4;
  private static final int BAND_RUNS = 8;
  /// The band is that of arithmetic with this many bits fewer.
  private static final int BAND_BITS = 5;
  /// One in this many positions may flip, and two more: a swap is two.
  private static final int FLIP_BUDGET = 256;

  /// One and the same run, with some patterns given, in some precision.
  private interface Run {
    Evaluation with(Map<String, Value> forced, Precision precision);
  }

  private final Entry program;
  private final Run run;
  private final Evaluation exact;
  private final Map<String, Value> patterns;
  private final List<Evaluation> naive = new ArrayList<>();

  private Tolerance(Entry program, Run run, Map<String, Value> forced) {
    this.program = program;
    this.run = run;
    this.exact = run.with(forced, Precision.exact());
    this.patterns = new HashMap<>();
    program.statements().forEach(s -> {
      if (s instanceof Statement.DefinePattern p) patterns.put(p.target().name(), exact.named(p.target().name()).orElseThrow());
    });
    for (int seed = 0; seed < NAIVE_RUNS; seed++) {
      naive.add(run.with(patterns, Precision.single(seed)));
    }
  }

  /// What the first program of the model gives for this data, its states at their first values.
  ///
  /// @throws InterpretException if the data does not fit the model
  public static Tolerance of(CheckedModel model, Map<String, Value> bindings, Map<String, Long> sizes) {
    return new Tolerance(
        model.first(), (forced, precision) -> Interpreter.run(model, bindings, sizes, forced, precision), Map.of());
  }

  /// What the next run of an open model would give; the session's states stay as they are.
  ///
  /// @param entry the program's name
  /// @throws InterpretException if the data does not fit the program
  public static Tolerance of(Session session, String entry, Map<String, Value> inputs, Map<String, Long> sizes) {
    return new Tolerance(
        session.program(entry), (forced, precision) -> session.evaluate(entry, inputs, sizes, forced, precision), Map.of());
  }

  /// Compares the states of a model that was just opened with those that the interpreter gives them: one line for each that differs.
  ///
  /// @param weights the data of every weight, by name
  /// @param sizes the sizes that the caller gives
  /// @param actual what a device has for each state, by name
  public static List<String> compareFirst(
      CheckedModel model, Map<String, Value> weights, Map<String, Long> sizes, Map<String, Value> actual) {
    Map<String, Value> exact = Interpreter.open(model, weights, sizes).states();
    List<Map<String, Value>> naive = new ArrayList<>();
    for (int seed = 0; seed < NAIVE_RUNS; seed++) naive.add(new Session(model, weights, sizes, Precision.single(seed)).states());
    return exact.keySet()
        .stream()
        .flatMap(name -> compare(name, exact.get(name), naive.stream().map(n -> n.get(name)).toList(), actual.get(name)).stream())
        .toList();
  }

  /// The same, with the patterns that a device selected. Those inside loops follow from what is computed.
  public Tolerance forcing(Map<String, Value> selected) {
    boolean same = patterns.keySet().containsAll(selected.keySet())
        && selected.entrySet().stream().allMatch(s -> flips(patterns.get(s.getKey()), s.getValue()).isEmpty());
    return same ? this : new Tolerance(program, run, selected);
  }

  /// The exact results.
  public Evaluation exact() {
    return exact;
  }

  /// Compares any tensor of the program (a state: before the run); empty if it is as it has to be.
  public Optional<String> compare(String name, Value actual) {
    return compare(name, exact.named(name).orElseThrow(), naive.stream().map(n -> n.named(name).orElseThrow()).toList(), actual);
  }

  /// Compares a state after the run; empty if it is as it has to be.
  public Optional<String> compareState(String name, Value actual) {
    return compare(name, exact.states().get(name), naive.stream().map(n -> n.states().get(name)).toList(), actual);
  }

  /// How far any tensor of the program strays at most, in units of what is allowed ([Allowance#error]): more than 1 for what [#compare]
  /// reports, infinity where another element exists.
  public double error(String name, Value actual) {
    return error(exact.named(name).orElseThrow(), naive.stream().map(n -> n.named(name).orElseThrow()).toList(), actual);
  }

  /// As [#error], of a state after the run.
  public double errorOfState(String name, Value actual) {
    return error(exact.states().get(name), naive.stream().map(n -> n.states().get(name)).toList(), actual);
  }

  /// Compares the members of a pattern that compares floats; empty if only what is near a boundary is otherwise.
  public Optional<String> pattern(String name, Value actual) {
    Value expected = patterns.get(name);
    Set<Integer> flips = flips(expected, actual);
    if (flips.isEmpty()) return Optional.empty();
    Map<String, Value> others = new HashMap<>(patterns);
    others.remove(name);
    Set<Integer> band = new HashSet<>();
    for (int seed = 0; seed < BAND_RUNS; seed++) {
      Value near = run.with(others, Precision.nearby(seed, BAND_BITS)).named(name).orElseThrow();
      band.addAll(flips(expected, near));
    }
    int budget = 2 + expected.values().length / FLIP_BUDGET;
    List<String> wrong = flips.stream()
        .filter(i -> !band.contains(i))
        .sorted()
        .map(i -> name + Text.position(i, expected.shape()) + (actual.isMember(i) ? " is a member and is not near it" : " is no member"))
        .toList();
    if (!wrong.isEmpty()) return Optional.of(report(wrong));
    return flips.size() <= budget ? Optional.empty()
        : Optional.of(name + ": " + flips.size() + " positions near a boundary are otherwise, " + budget + " may be");
  }

  /// The positions that are a member of one and not of the other.
  private static Set<Integer> flips(Value one, Value other) {
    Set<Integer> flips = new HashSet<>();
    for (int i = 0; i < one.values().length; i++) if (one.isMember(i) != other.isMember(i)) flips.add(i);
    return flips;
  }

  /// Compares elements with the exact ones and with those of naive runs.
  static Optional<String> compare(String name, Value exact, List<Value> naive, Value actual) {
    boolean floats = exact.element().valueType() == ValueType.FLOAT;
    Allowance allowance = new Allowance(exact, naive);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < exact.values().length; i++) {
      double want = exact.values()[i];
      double got = actual.values()[i];
      String place = name + Text.position(i, exact.shape());
      if (exact.exists(i) != actual.exists(i)) {
        wrong.add(place + (actual.exists(i) ? " exists and should not" : " does not exist and should"));
      } else if (exact.exists(i)) {
        if (!(allowance.error(i, got) <= 1)) {
          wrong.add(
              place + " is " + spelled(got, floats) + ", not " + spelled(want, floats) + (floats ? " ± " + (float) allowance.at(i) : ""));
        }
      }
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(report(wrong));
  }

  private static double error(Value exact, List<Value> naive, Value actual) {
    Allowance allowance = new Allowance(exact, naive);
    double largest = 0;
    for (int i = 0; i < exact.values().length; i++) {
      if (exact.exists(i) != actual.exists(i)) return Double.POSITIVE_INFINITY;
      if (exact.exists(i)) largest = Math.max(largest, allowance.error(i, actual.values()[i]));
    }
    return largest;
  }

  private static String spelled(double value, boolean floats) {
    return floats ? String.format(Locale.ROOT, "%s (%08x)", (float) value, Float.floatToRawIntBits((float) value)) : Text.number(value);
  }

  private static String report(List<String> wrong) {
    String first = String.join("\n  ", wrong.subList(0, Math.min(wrong.size(), REPORTED)));
    return wrong.size() <= REPORTED ? first : first + "\n  … " + wrong.size() + " in all";
  }
}
