package dev.tulle.dsl.interpret;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Finds the run-time sizes: an axis that is a size by itself says what it is, every other axis has to agree; then every requirement has to
/// hold.
final class BindSizes {
  private final Map<String, Long> sizes = new HashMap<>();
  /// Which tensor or caller said so, for messages.
  private final Map<String, String> source = new HashMap<>();

  private BindSizes() {}

  static SizeArithmetic bind(CheckedModel model, Map<String, Value> bindings, Map<String, Long> given) {
    BindSizes bound = new BindSizes();
    List<Symbol> symbols = Stream.concat(model.weights().stream(), model.first().inputs().stream()).toList();
    bound.take(model, given);
    for (Symbol symbol : symbols) bound.solve(symbol, bindings.get(symbol.name()));
    for (Size size : model.first().sizes()) {
      if (!bound.sizes.containsKey(size.name())) {
        throw new InterpretException(Code.SIZE, "size `" + size.name() + "` is not given, and nothing that is bound says what it is");
      }
    }
    SizeArithmetic sizes = new SizeArithmetic(Map.copyOf(bound.sizes));
    for (Symbol symbol : symbols) checkShape(symbol, bindings.get(symbol.name()), sizes);
    for (Requirement requirement : model.first().requirements()) {
      if (!Absent.holds(sizes.value(requirement.condition()))) {
        throw new InterpretException(Code.REQUIREMENT,
            "the model requires " + requirement.text() + ", which does not hold for " + sizes.spelled());
      }
    }
    return sizes;
  }

  private void take(CheckedModel model, Map<String, Long> given) {
    given.forEach(
        (name, value) -> {
          if (model.first().sizes().stream().noneMatch(s -> s.name().equals(name))) {
            throw new InterpretException(Code.NAME, "the model has no size `" + name + "`");
          }
          if (value < 0 || value > Integer.MAX_VALUE) {
            throw new InterpretException(Code.SIZE, "size `" + name + "` is given as " + value + "; it must be 0 to 2147483647");
          }
          sizes.put(name, value);
          source.put(name, "as given");
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
