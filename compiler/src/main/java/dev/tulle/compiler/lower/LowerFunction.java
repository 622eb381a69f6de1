package dev.tulle.compiler.lower;

import dev.tulle.compiler.math.MathLibrary;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import java.util.List;

/// Pointwise functions as Kernel IR. Transcendental ones are expanded to polynomials by [MathLibrary], so that every device gives the same bits.
final class LowerFunction {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);

  private final KernelBuilder builder;
  private final MathLibrary math;

  LowerFunction(KernelBuilder builder) {
    this.builder = builder;
    this.math = new MathLibrary(x -> builder.let("v", x));
  }

  Expr apply(Term.Apply a, List<Expr> x) {
    return switch (a.function()) {
      case EXP -> math.exp(x.get(0));
      case LOG -> math.log(x.get(0));
      case LOG1P -> math.log1p(x.get(0));
      case EXPM1 -> math.expm1(x.get(0));
      case SIN -> math.sin(x.get(0));
      case COS -> math.cos(x.get(0));
      case ACOS -> math.acos(x.get(0));
      case ATAN2 -> math.atan2(x.get(0), x.get(1));
      case TANH -> math.tanh(x.get(0));
      case ERF -> math.erf(x.get(0));
      case POW -> math.pow(x.get(0), x.get(1));
      case UNIFORM -> math.uniform(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
      case NORMAL -> math.normal(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
      case GUMBEL -> math.gumbel(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
      case SIGMOID -> sigmoid(x.get(0));
      case SILU -> {
        Expr v = named(x.get(0));
        yield Build.mul(v, sigmoid(v));
      }
      case SOFTPLUS -> {
        Expr v = named(x.get(0));
        Expr zero = Build.number(v.type(), 0);
        yield Build.add(Build.max(v, zero), math.log1p(math.exp(Build.neg(Build.abs(v)))));
      }
      case GELU -> {
        Expr v = named(x.get(0));
        Expr tail = Build.add(Build.number(v.type(), 1), math.erf(Build.mul(v, Build.f32(SQRT_HALF))));
        yield Build.mul(Build.mul(v, Build.f32(0.5f)), tail);
      }
      case SQRT -> Build.sqrt(x.get(0));
      case RSQRT -> Build.div(Build.number(x.get(0).type(), 1), Build.sqrt(x.get(0)));
      case RELU -> Build.max(x.get(0), Build.number(x.get(0).type(), 0));
      case SIGN -> sign(named(x.get(0)));
      case FLOOR -> Build.floor(x.get(0));
      case CEIL -> Build.ceil(x.get(0));
      case ROUND -> Build.round(x.get(0));
      case CLAMP -> Build.min(Build.max(x.get(0), x.get(1)), x.get(2));
      case SOFT -> {
        Expr v = named(x.get(0));
        yield Build.mul(sign(v), Build.max(Build.sub(Build.abs(v), x.get(1)), Build.number(v.type(), 0)));
      }
      case HARD -> {
        Expr v = named(x.get(0));
        yield Build.select(Build.gt(Build.abs(v), x.get(1)), v, Build.number(v.type(), 0));
      }
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, NEGATE, ABS, MIN, MAX, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL,
          NOT ->
          PlainOperators.apply(a.function(), x).orElseThrow();
      case AND, OR -> throw new CompilerBug(a.function() + " is lazy: it is lowered with its scope");
    };
  }

  private Expr sigmoid(Expr x) {
    Expr one = Build.number(x.type(), 1);
    return Build.div(one, Build.add(one, math.exp(Build.neg(x))));
  }

  private Expr named(Expr x) {
    return builder.let("x", x);
  }

  /// NaN stays NaN, zero keeps its sign.
  private static Expr sign(Expr x) {
    Expr one = Build.number(x.type(), 1);
    Expr zero = Build.number(x.type(), 0);
    return Build.select(Build.gt(x, zero), one, Build.select(Build.lt(x, zero), Build.neg(one), x));
  }

}
