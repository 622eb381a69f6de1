package dev.tulle.kernel.interpret;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Evaluates integer and boolean expressions over sizes: buffer shapes, grid extents, facts. Unlike a kernel it does not wrap: a result
/// that its type cannot hold is an [ArithmeticException] that names the expression. Division is floor, and by zero gives 0.
public final class ScalarEvaluator {
  private final ToLongFunction<String> sizes;

  private ScalarEvaluator(ToLongFunction<String> sizes) {
    this.sizes = sizes;
  }

  /// Whether an expression has only the nodes that [#evaluate] knows: scalar, no float, no load.
  public static boolean accepts(Expr e) {
    return switch (e) {
      case Expr.Const c -> isExact(c.type());
      case Expr.Ref r -> isExact(r.type());
      case Expr.Unary u -> accepts(u.operand());
      case Expr.Binary b -> accepts(b.left()) && accepts(b.right());
      case Expr.Select s -> accepts(s.condition()) && accepts(s.then()) && accepts(s.otherwise());
      case Expr.Convert c -> isExact(c.type()) && accepts(c.operand());
      case Expr.Fma _, Expr.Round _, Expr.Bits _, Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _, Expr.Load _ -> false;
    };
  }

  private static boolean isExact(Type type) {
    return !type.isVector() && type.scalar() != Scalar.F32;
  }

  /// The value; 0 or 1 of a boolean.
  ///
  /// @throws ArithmeticException when it overflows
  /// @throws IllegalArgumentException for a size that is not given, or a node that is not [accepted][#accepts]
  public static long evaluate(Expr e, Map<String, Long> sizes) {
    return evaluate(
        e,
        name -> {
          Long value = sizes.get(name);
          if (value == null) throw new IllegalArgumentException("size '" + name + "' is not known");
          return value;
        });
  }

  /// As above; `sizes` throws for a name that it does not know.
  public static long evaluate(Expr e, ToLongFunction<String> sizes) {
    return new ScalarEvaluator(sizes).value(e);
  }

  private long value(Expr e) {
    return switch (e) {
      case Expr.Const c -> c.bits();
      case Expr.Ref r -> fits(r, sizes.applyAsLong(r.name()));
      case Expr.Unary u -> unary(u);
      case Expr.Binary b -> binary(b);
      case Expr.Select s -> value(s.condition()) == 1 ? value(s.then()) : value(s.otherwise());
      case Expr.Convert c -> fits(c, value(c.operand()));
      case Expr.Fma _, Expr.Round _, Expr.Bits _, Expr.Splat _, Expr.Iota _, Expr.Prefix _, Expr.LaneFold _, Expr.Load _ ->
          throw new IllegalArgumentException("not an expression over sizes: " + KernelPrinter.print(e));
    };
  }

  private long unary(Expr.Unary u) {
    long x = value(u.operand());
    return switch (u.op()) {
      case NEG -> fits(u, exactly(u, () -> Math.negateExact(x)));
      case ABS -> fits(u, exactly(u, () -> Math.absExact(x)));
      case NOT, SQRT, FLOOR, CEIL, ROUND -> Arithmetic.unary(u.op(), u.type().scalar(), x);
    };
  }

  private long binary(Expr.Binary b) {
    long x = value(b.left());
    long y = value(b.right());
    return switch (b.op()) {
      case ADD -> fits(b, exactly(b, () -> Math.addExact(x, y)));
      case SUB -> fits(b, exactly(b, () -> Math.subtractExact(x, y)));
      case MUL -> fits(b, exactly(b, () -> Math.multiplyExact(x, y)));
      case DIV -> y == 0 ? 0 : fits(b, exactly(b, () -> Math.floorDivExact(x, y)));
      case MOD, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR, LT, LE, GT, GE, EQ, NE -> Arithmetic.binary(b.op(), b.left().type().scalar(), x, y);
    };
  }

  private interface Exact {
    long compute();
  }

  private static long exactly(Expr e, Exact exact) {
    try {
      return exact.compute();
    } catch (ArithmeticException overflow) {
      throw overflow(e);
    }
  }

  private static long fits(Expr e, long value) {
    if (e.type().scalar() == Scalar.I32 && value != (int) value) throw overflow(e);
    return value;
  }

  private static ArithmeticException overflow(Expr e) {
    return new ArithmeticException("does not fit " + e.type() + ": " + KernelPrinter.print(e));
  }
}
