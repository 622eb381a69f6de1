package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Expressions over sizes alone: extents of axes, ranges of indices, requirements. Whole numbers do not wrap here: `N * D` is what it says.
///
/// @param sizes those that are known
public record SizeArithmetic(Map<String, Long> sizes) {
  private static final int[] NO_INDICES = {};

  /// The value of an expression.
  ///
  /// @throws InterpretException if it mentions a size that is not known
  public double value(Expr e) {
    return switch (e) {
      case Expr.Literal literal -> literal.value();
      case Expr.SizeValue size -> {
        Long value = sizes.get(size.name());
        if (value == null) {
          throw new InterpretException(
              InterpretException.Code.SIZE, "size `" + size.name() + "` is not given, and nothing that is bound says what it is");
        }
        yield value;
      }
      case Expr.Apply apply -> apply(apply);
      case Expr.Cast cast -> Rounding.to(cast.to(), value(cast.operand()));
      case Expr.If choice -> Absent.holds(value(choice.condition())) ? value(choice.then()) : value(choice.otherwise());
      case Expr.IndexValue _,Expr.Read _,Expr.Member _,Expr.Defined _,Expr.Coalesce _,Expr.Reduce _,Expr.RowOperation _,Expr.Selection _
          -> throw new CheckerBug("an expression over sizes contains " + e.getClass().getSimpleName());
    };
  }

  /// Whether every size that an expression over sizes mentions is known.
  boolean knows(Expr e) {
    return switch (e) {
      case Expr.SizeValue size -> sizes.containsKey(size.name());
      case Expr.Apply apply -> apply.arguments().stream().allMatch(this::knows);
      case Expr.Cast cast -> knows(cast.operand());
      case Expr.If choice -> knows(choice.condition()) && knows(choice.then()) && knows(choice.otherwise());
      case Expr.Literal _,Expr.IndexValue _,Expr.Read _,Expr.Member _,Expr.Defined _,Expr.Coalesce _,Expr.Reduce _,Expr.RowOperation _,Expr.Selection _
          -> true;
    };
  }

  /// As in any expression, but for the whole numbers: `FLOAT` arithmetic on integral values is exact and does not wrap.
  private double apply(Expr.Apply apply) {
    List<Term> arguments = apply.arguments().stream().<Term> map(a -> _ -> value(a)).toList();
    double exact = Pointwise.of(apply.function(), ValueType.FLOAT, arguments).at(NO_INDICES);
    return apply.type() == ValueType.INT ? Math.floor(exact) : exact;
  }

  /// The value of an extent or a range: between 0 and 2³¹ − 1.
  public int extent(Expr e, String what) {
    double extent = value(e);
    if (!(extent >= 0 && extent <= Integer.MAX_VALUE)) {
      throw new InterpretException(
          InterpretException.Code.SIZE,
          what + " would have " + Text.number(extent) + " positions with " + spelled() + "; it must be 0 to 2147483647");
    }
    return (int) extent;
  }

  /// The extents of a tensor or pattern.
  int[] shape(Symbol symbol) {
    int[] shape = new int[symbol.rank()];
    Arrays.setAll(shape, axis -> extent(symbol.axes().get(axis), "axis " + axis + " of `" + symbol.name() + "`"));
    return shape;
  }

  /// `N = 4, T = 7`.
  String spelled() {
    return sizes.isEmpty() ? "no sizes"
        : String.join(", ", sizes.entrySet().stream().map(s -> s.getKey() + " = " + s.getValue()).sorted().toList());
  }
}
