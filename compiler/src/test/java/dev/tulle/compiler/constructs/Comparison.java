package dev.tulle.compiler.constructs;

import dev.tulle.compiler.differential.CompiledSpec;
import dev.tulle.compiler.differential.DataPattern;
import dev.tulle.compiler.differential.MadeData;
import dev.tulle.dsl.interpret.InterpretException;
import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Tolerance;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One program on one device with random data, run beside the reference interpreter; a program with states several times, each from the
/// interpreter's states. What the interpreter refuses the device has to refuse for the same reason.
public final class Comparison {
  private static final int RUNS_WITH_STATES = 3;

  private final CompiledSpec spec;
  private final CheckedModel model;
  private final Map<String, Long> sizes;
  private final Map<String, Long> given = new HashMap<>();
  private final DataPattern data;
  private final long seed;
  private double largest;
  private final List<String> wrong = new ArrayList<>();
  private Optional<InterpretException> refusal = Optional.empty();

  /// What was found.
  ///
  /// @param error the largest of any element, in units of the tolerance
  /// @param wrong what differs too much, and what a pattern has that it must not have; empty if all is well
  /// @param refusal why interpreter and device both refused the data, if they did
  public record Found(double error, List<String> wrong, Optional<InterpretException> refusal) {}

  private Comparison(CompiledSpec spec, Map<String, Long> sizes, DataPattern data, long seed) {
    this.spec = spec;
    this.model = spec.model();
    this.sizes = sizes;
    this.data = data;
    this.seed = seed;
    model.entries().stream().flatMap(e -> e.sizes().stream()).filter(Size::given).forEach(s -> given.put(s.name(), sizes.get(s.name())));
  }

  /// @param size the first size of the model; each further one is larger by one, so that no two axes are mistaken
  static Found of(CompiledSpec spec, DeviceChoice device, long size, long seed) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    spec.model().entries().stream().flatMap(e -> e.sizes().stream()).forEach(s -> sizes.putIfAbsent(s.name(), size + sizes.size()));
    return of(spec, device, sizes, DataPattern.RANDOM, seed);
  }

  /// @param sizes every size of the model
  /// @param data what the data looks like
  public static Found of(CompiledSpec spec, DeviceChoice device, Map<String, Long> sizes, DataPattern data, long seed) {
    Comparison comparison = new Comparison(spec, sizes, data, seed);
    comparison.run(device);
    return new Found(comparison.largest, comparison.wrong, comparison.refusal);
  }

  private void run(DeviceChoice device) {
    Map<String, Value> weights = MadeData.draw(model.weights(), sizes, data, seed);
    Optional<dev.tulle.dsl.interpret.Session> reference = answer(() -> Interpreter.open(model, weights, given));
    Model compiled = spec.on(device.info().target());
    WeightSource source = WeightSource.of(forSession(weights));
    if (reference.isEmpty()) {
      expectRefusal(() -> compiled.open(device, source, given).close());
      return;
    }
    try (Session session = compiled.open(device, source, given)) {
      Map<String, Value> first = new HashMap<>();
      reference.get().states().forEach((name, like) -> first.put(name, fromSession(session.state(name), like)));
      wrong.addAll(Tolerance.compareFirst(model, weights, given, first));
      follow(reference.get(), session);
      for (int run = 0; run < (model.states().isEmpty() ? 1 : RUNS_WITH_STATES); run++) {
        for (Entry entry : model.entries()) {
          run(reference.get(), session, entry, MadeData.draw(entry.inputs(), sizes, data, seed + run + 1));
        }
      }
    }
  }

  /// What the interpreter says; empty if it refuses the data.
  private <T> Optional<T> answer(Supplier<T> interpreter) {
    try {
      return Optional.of(interpreter.get());
    } catch (InterpretException refused) {
      refusal = Optional.of(refused);
      return Optional.empty();
    }
  }

  private void expectRefusal(Runnable run) {
    InterpretException expected = refusal.orElseThrow();
    try {
      run.run();
      wrong.add("accepts what the interpreter refuses: " + expected.getMessage());
    } catch (TulleException refused) {
      if (!refused.code().id().equals(expected.code().id())) {
        wrong.add("refuses with " + refused.getMessage() + ", not " + expected.getMessage());
      }
    }
  }

  private void run(dev.tulle.dsl.interpret.Session reference, Session session, Entry entry, Map<String, Value> inputs) {
    Map<String, Long> said = new HashMap<>(given);
    said.keySet().retainAll(entry.sizes().stream().map(Size::name).toList());
    Optional<Tolerance> answer = answer(() -> Tolerance.of(reference, entry.name(), inputs, said));
    if (answer.isEmpty()) {
      expectRefusal(() -> session.run(entry.name(), Call.of(forSession(inputs))));
      return;
    }
    Tolerance tolerance = answer.get();
    var results = session.run(entry.name(), Call.of(forSession(inputs))).outputs();
    Map<String, Value> selected = new HashMap<>();
    for (String name : spec.numericPatterns(entry)) {
      Value members = fromSession(results.get(name), tolerance.exact().named(name).orElseThrow());
      tolerance.pattern(name, members).ifPresent(wrong::add);
      selected.put(name, members);
    }
    Tolerance strict = tolerance.forcing(selected);
    strict.exact().outputs().forEach((name, exact) -> {
      Value actual = fromSession(results.get(name), exact);
      largest = Math.max(largest, strict.error(name, actual));
      strict.compare(name, actual).ifPresent(wrong::add);
    });
    reference.run(entry.name(), inputs, said, selected);
    reference.states().forEach((name, exact) -> {
      Value actual = fromSession(session.state(name), exact);
      largest = Math.max(largest, strict.errorOfState(name, actual));
      strict.compareState(name, actual).ifPresent(wrong::add);
    });
    follow(reference, session);
  }

  /// Gives a session the interpreter's states: what rounding has done to them is not carried on.
  private void follow(dev.tulle.dsl.interpret.Session reference, Session session) {
    Map<String, Value> states = new HashMap<>(reference.states());
    for (State state : model.states()) states.computeIfPresent(state.symbol().name(), (_, value) -> asDeclared(state, value));
    if (!states.isEmpty()) session.setStates(forSession(states));
  }

  /// A state that exists somewhere is set as such even if it exists everywhere now.
  private static Value asDeclared(State state, Value value) {
    boolean everywhere = !(state.symbol() instanceof Tensor t) || t.existence() instanceof Existence.Everywhere;
    if (everywhere || value.present() != null) return value;
    boolean[] present = new boolean[value.values().length];
    Arrays.fill(present, true);
    return Value.sparse(value.element(), value.shape(), value.values(), present);
  }

  private static Value fromSession(dev.tulle.runtime.tensor.Value value, Value like) {
    return MadeData.fromSession(value, like.element(), like.shape());
  }

  private static Map<String, dev.tulle.runtime.tensor.Value> forSession(Map<String, Value> values) {
    Map<String, dev.tulle.runtime.tensor.Value> result = new HashMap<>();
    values.forEach((name, value) -> result.put(name, MadeData.forSession(value)));
    return result;
  }
}
