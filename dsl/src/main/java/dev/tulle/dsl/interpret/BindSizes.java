package dev.tulle.dsl.interpret;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Symbol;
import java.util.HashMap;
import java.util.HashSet;
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

  /// The sizes that are fixed when a model is opened: those that its weights and states mention.
  ///
  /// @param given by the caller; sizes of the entries may be among them
  static SizeArithmetic open(CheckedModel model, Map<String, Value> weights, Map<String, Long> given) {
    BindSizes bound = new BindSizes();
    bound.take(model.entries().stream().flatMap(e -> e.sizes().stream()).map(Size::name).collect(Collectors.toSet()), given);
    for (Symbol weight : model.weights()) bound.solve(weight, weights.get(weight.name()));
    Set<String> mentioned = new HashSet<>();
    Stream.concat(model.weights().stream(), model.states().stream().map(State::symbol))
        .flatMap(s -> s.axes().stream())
        .forEach(axis -> mentioned(axis, mentioned));
    bound.sizes.keySet().retainAll(mentioned);
    SizeArithmetic sizes = bound.known(mentioned);
    for (Symbol weight : model.weights()) checkShape(weight, weights.get(weight.name()), sizes);
    return sizes;
  }

  private static void mentioned(Expr axis, Set<String> names) {
    switch (axis) {
      case Expr.SizeValue size -> names.add(size.name());
      case Expr.Apply apply -> apply.arguments().forEach(a -> mentioned(a, names));
      case Expr.Cast cast -> mentioned(cast.operand(), names);
      case Expr.If choice -> Stream.of(choice.condition(), choice.then(), choice.otherwise()).forEach(part -> mentioned(part, names));
      case Expr.Literal _,Expr.IndexValue _,Expr.Read _,Expr.Member _,Expr.Defined _,Expr.Coalesce _,Expr.Reduce _,Expr.RowOperation _,Expr.Selection _
          -> {}
    }
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
    Set<String> names = entry.sizes().stream().map(Size::name).collect(Collectors.toSet());
    bound.take(names, given);
    for (Symbol input : entry.inputs()) bound.solve(input, inputs.get(input.name()));
    SizeArithmetic sizes = bound.known(names);
    for (Symbol input : entry.inputs()) checkShape(input, inputs.get(input.name()), sizes);
    for (Requirement requirement : entry.requirements()) {
      if (!Absent.holds(sizes.value(requirement.condition()))) {
        throw new InterpretException(Code.REQUIREMENT,
            "the model requires " + requirement.text() + ", which does not hold for " + sizes.spelled());
      }
    }
    return sizes;
  }

  private SizeArithmetic known(Set<String> names) {
    for (String name : names) {
      if (!sizes.containsKey(name)) {
        throw new InterpretException(Code.SIZE, "size `" + name + "` is not given, and nothing that is bound says what it is");
      }
    }
    return new SizeArithmetic(Map.copyOf(sizes));
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
