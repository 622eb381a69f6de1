package dev.tulle.compiler.lower;

import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.FoldOp;

/// What a reduction accumulates with: a unit, how an element is lifted, how two states combine. All are order-free.
enum Monoid {
  SUM_F32(Build.f32(0), FoldOp.ADD),
  SUM_I32(Build.i32(0), FoldOp.ADD),
  PROD_F32(Build.f32(1), FoldOp.MUL),
  PROD_I32(Build.i32(1), FoldOp.MUL),
  MAX_F32(Build.f32(Float.NEGATIVE_INFINITY), FoldOp.MAX),
  MAX_I32(Build.i32(Integer.MIN_VALUE), FoldOp.MAX),
  MIN_F32(Build.f32(Float.POSITIVE_INFINITY), FoldOp.MIN),
  MIN_I32(Build.i32(Integer.MAX_VALUE), FoldOp.MIN),
  ANY(Build.bool(false), FoldOp.OR),
  ALL(Build.bool(true), FoldOp.AND),
  /// Booleans, counted.
  COUNT(Build.i32(0), FoldOp.ADD);

  private final Expr unit;
  private final FoldOp fold;

  Monoid(Expr unit, FoldOp fold) {
    this.unit = unit;
    this.fold = fold;
  }

  static Monoid of(ReduceOperator operator, ValueType type) {
    boolean isFloat = type == ValueType.FLOAT;
    return switch (operator) {
      case SUM -> isFloat ? SUM_F32 : SUM_I32;
      case PROD -> isFloat ? PROD_F32 : PROD_I32;
      case MAX -> isFloat ? MAX_F32 : MAX_I32;
      case MIN -> isFloat ? MIN_F32 : MIN_I32;
      case ANY -> ANY;
      case ALL -> ALL;
      case COUNT -> COUNT;
      case MEAN, LOGSUMEXP, ARGMAX, ARGMIN -> throw new CompilerBug(operator + " has no accumulator of its own");
    };
  }

  Expr unit() {
    return unit;
  }

  FoldOp fold() {
    return fold;
  }

  Expr lift(Expr element) {
    if (this != COUNT) return element;
    return Build.select(element, Build.i32(1), Build.i32(0));
  }

  Expr combine(Expr a, Expr b) {
    return switch (fold) {
      case ADD -> Build.add(a, b);
      case MUL -> Build.mul(a, b);
      case MIN -> Build.min(a, b);
      case MAX -> Build.max(a, b);
      case AND -> Build.and(a, b);
      case OR -> Build.or(a, b);
    };
  }

}
