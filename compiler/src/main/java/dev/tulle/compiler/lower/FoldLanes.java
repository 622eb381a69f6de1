package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Scalar;
import java.util.function.Consumer;

/// Lanes one by one, for what has no place beside its neighbours.
final class FoldLanes {
  private FoldLanes() {}

  /// Whether the condition holds in some lane.
  static Expr any(Expr mask) {
    return Build.laneFold(FoldOp.OR, mask);
  }

  static void each(KernelBuilder builder, Expr vector, Consumer<Expr> body) {
    builder.count(builder.names.fresh("lane"), Build.i32(0), Build.i32(vector.type().lanes()), body);
  }

  /// The value in one lane, to the bit: of all others nothing is left.
  static Expr get(Expr vector, Expr lane) {
    int lanes = vector.type().lanes();
    Expr here = Build.eq(Build.iota(lanes), Build.splat(lanes, lane));
    return switch (vector.type().scalar()) {
      case BOOL -> any(Build.and(vector, here));
      case F32 -> Build.bits(Scalar.F32, sum(here, Build.bits(Scalar.I32, vector)));
      case I32, I64, F16, BF16, I8, U8 -> sum(here, vector);
    };
  }

  private static Expr sum(Expr here, Expr vector) {
    Expr zero = Build.splat(vector.type().lanes(), Build.number(vector.type().withLanes(1), 0));
    return Build.laneFold(FoldOp.ADD, Build.select(here, vector, zero));
  }
}
