package dev.tulle.dsl.interpret;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Symbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the run-time sizes: an axis that is a size by itself says what it is, every other axis has to agree; then every requirement has to
/// hold.
final class BindSizes {
  private final Map<String, Long> sizes = new HashMap<>();
  /// Which tensor or caller said so, for messages.
  private final Map<String, String> source = new HashMap<>();

  private BindSizes() {}

  /// Every size that the caller or the data of one run says, weights and inputs together.
  static Map<String, Long> find(CheckedModel model, Entry entry, Map<String, Value> data, Map<String, Long> given) {
    BindSizes bound = new BindSizes();
    bound.take(names(entry), given);
    Stream.concat(model.weights().stream(), entry.inputs().stream())
        .filter(symbol -> data.containsKey(symbol.name()))
        .forEach(symbol -> bound.solve(symbol, data.get(symbol.name())));
    return bound.sizes;
  }

  /// The sizes that are fixed when a model is opened: those that are given, and those that its weights say. What every entry requires of them holds.
  static SizeArithmetic open(CheckedModel model, Map<String, Value> weights, Map<String, Long> given) {
    BindSizes bound = new BindSizes();
    bound.take(model.entries().stream().flatMap(e -> names(e).stream()).collect(Collectors.toSet()), given);
    for (Symbol weight : model.weights()) bound.solve(weight, weights.get(weight.name()));
    SizeArithmetic sizes = new SizeArithmetic(Map.copyOf(bound.sizes));
    for (Symbol weight : model.weights()) checkShape(weight, weights.get(weight.name()), sizes);
    model.first()
        .requirements()
        .stream()
        .filter(r -> sizes.knows(r.condition()) && model.entries().stream().allMatch(e -> e.requirements().contains(r)))
        .forEach(r -> check(r, sizes));
    return sizes;
  }

  /// The sizes of one run.
  ///
  /// @param opened those that are fixed
  static SizeArithmetic run(Entry entry, SizeArithmetic opened, Map<String, Value> inputs, Map<String, Long> given) {
    BindSizes bound = new BindSizes();
    opened.sizes().forEach((name, value) -> {
      bound.sizes.put(name, value);
      bound.source.put(name, "since the model was opened");
    });
    bound.take(names(entry), given);
    for (Symbol input : entry.inputs()) bound.solve(input, inputs.get(input.name()));
    SizeArithmetic sizes = new SizeArithmetic(Map.copyOf(bound.sizes));
    for (Size size : entry.sizes()) sizes.value(new Expr.SizeValue(size.name()));
    for (Symbol input : entry.inputs()) checkShape(input, inputs.get(input.name()), sizes);
    entry.requirements().forEach(r -> check(r, sizes));
    return sizes;
  }

  private static Set<String> names(Entry entry) {
    return entry.sizes().stream().map(Size::name).collect(Collectors.toSet());
  }

  private static void check(Requirement requirement, SizeArithmetic sizes) {
    if (Absent.holds(sizes.value(requirement.condition()))) return;
    throw new InterpretException(Code.REQUIREMENT,
        "the model requires " + requirement.text() + ", which does not hold for " + sizes.spelled());
  }

  private void take(Set<String> names, Map<String, Long> given) {
    given.forEach(
        (name, value) -> {
          if (!names.contains(name)) throw new InterpretException(Code.NAME, "the model has no size `" + name + "`");
          if (value < 0 || value > Integer.MAX_VALUE) {
            throw new InterpretException(Code.SIZE, "size `" + name + "` is given as " + value + "; it must be 0 to 2147483647");
          }
          Long known = sizes.putIfAbsent(name, value);
          if (known == null) source.put(name, "as given");
          else if (!known.equals(value)) {
            throw new InterpretException(Code.SIZE, "size `" + name + "` is " + known + " " + source.get(name) + ", but given as " + value);
          }
        });
  }

  private void solve(Symbol symbol, Value value) {
    if (value.shape().length != symbol.rank()) {
      throw new InterpretException(
          Code.SIZE, "`" + symbol.name() + "` has " + symbol.rank() + " axes, but the data has shape " + Text.tuple(value.shape()));
    }
    for (int axis = 0; axis < symbol.rank(); axis++) {
      if (!(symbol.axes().get(axis) instanceof Expr.SizeValue size)) continue;
      long extent = value.shape()[axis];
      String here = "by axis " + axis + " of `" + symbol.name() + "`";
      Long known = sizes.putIfAbsent(size.name(), extent);
      if (known == null) {
        source.put(size.name(), here);
      } else if (known != extent) {
        throw new InterpretException(
            Code.SIZE, "size `" + size.name() + "` is " + known + " " + source.get(size.name()) + ", but " + extent + " " + here);
      }
    }
  }

  private static void checkShape(Symbol symbol, Value value, SizeArithmetic sizes) {
    int[] expected = sizes.shape(symbol);
    for (int axis = 0; axis < expected.length; axis++) {
      if (value.shape()[axis] != expected[axis]) {
        throw new InterpretException(
            Code.SIZE,
            "axis " + axis + " of `" + symbol.name() + "` must have " + expected[axis] + " positions with " + sizes.spelled()
                + ", but the data has shape "
                + Text.tuple(value.shape()));
      }
    }
  }
}
