package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.isAbsent;
import static dev.tulle.dsl.interpret.Absent.truth;

import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// The pointwise operators and functions. A result exists where all operands do; only `and` and `or` look at their second operand as the
/// first one tells them.
final class Pointwise {
  private Pointwise() {}

  static Term of(Function function, ValueType type, List<Term> arguments) {
    return of(function, type, arguments, Precision.exact());
  }

  /// @param type of the result; `INT` arithmetic wraps to 32 bits
  /// @param precision of what is between the steps of a function that is made of others and cancels; the result is for the caller to round
  static Term of(Function function, ValueType type, List<Term> arguments, Precision precision) {
    boolean whole = type == ValueType.INT;
    Term a = arguments.get(0);
    Term b = arguments.size() > 1 ? arguments.get(1) : null;
    return switch (function) {
      case ADD -> whole ? binary(a, b, (x, y) -> wrap((long) x + (long) y)) : binary(a, b, Double::sum);
      case SUBTRACT -> whole ? binary(a, b, (x, y) -> wrap((long) x - (long) y)) : binary(a, b, (x, y) -> x - y);
      case MULTIPLY -> whole ? binary(a, b, (x, y) -> wrap((long) x * (long) y)) : binary(a, b, (x, y) -> x * y);
      case DIVIDE -> whole ? binary(a, b, Pointwise::floorDivide) : binary(a, b, (x, y) -> x / y);
      case MODULO -> binary(a, b, Pointwise::floorModulo);
      case NEGATE -> whole ? unary(a, x -> wrap(-(long) x)) : unary(a, x -> -x);

      case LESS -> binary(a, b, (x, y) -> truth(x < y));
      case LESS_EQUAL -> binary(a, b, (x, y) -> truth(x <= y));
      case GREATER -> binary(a, b, (x, y) -> truth(x > y));
      case GREATER_EQUAL -> binary(a, b, (x, y) -> truth(x >= y));
      case EQUAL -> binary(a, b, (x, y) -> truth(x == y));
      case NOT_EQUAL -> binary(a, b, (x, y) -> truth(x != y));

      case AND -> indices -> {
        double first = a.at(indices);
        return first == 1 ? b.at(indices) : first;
      };
      case OR -> indices -> {
        double first = a.at(indices);
        return first == 0 ? b.at(indices) : first;
      };
      case NOT -> unary(a, x -> 1 - x);

      case MIN -> binary(a, b, Math::min);
      case MAX -> binary(a, b, Math::max);
      case CLAMP -> ternary(arguments, (x, low, high) -> Math.min(Math.max(x, low), high));
      case ABS -> whole ? unary(a, x -> wrap(Math.abs((long) x))) : unary(a, Math::abs);
      case SIGN -> unary(a, Math::signum);
      case FLOOR -> unary(a, Math::floor);
      case CEIL -> unary(a, Math::ceil);
      case ROUND -> unary(a, Math::rint);

      case EXP -> unary(a, StrictMath::exp);
      case LOG -> unary(a, StrictMath::log);
      case LOG1P -> unary(a, StrictMath::log1p);
      case EXPM1 -> unary(a, StrictMath::expm1);
      case SQRT -> unary(a, Math::sqrt);
      case RSQRT -> unary(a, x -> 1 / Math.sqrt(x));
      case SIN -> unary(a, StrictMath::sin);
      case COS -> unary(a, StrictMath::cos);
      case ACOS -> unary(a, StrictMath::acos);
      case ATAN2 -> binary(a, b, StrictMath::atan2);
      case TANH -> unary(a, StrictMath::tanh);
      case POW -> binary(a, b, StrictMath::pow);
      case ERF -> unary(a, Erf::erf);

      case SIGMOID -> unary(a, Pointwise::sigmoid);
      case SOFTPLUS -> unary(a, x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
      case RELU -> unary(a, x -> Math.max(x, 0));
      case SILU -> unary(a, x -> x * sigmoid(x));
      case GELU -> unary(a, x -> gelu(x, precision));
      case SOFT -> binary(a, b, (x, t) -> Math.signum(x) * Math.max(Math.abs(x) - t, 0));
      case HARD -> binary(a, b, (x, t) -> Math.abs(x) > t ? x : 0);

      case UNIFORM -> random(arguments, Philox::uniform);
      case NORMAL -> random(arguments, (seed, counter) -> Philox.normal(precision, seed, counter));
      case GUMBEL -> random(arguments, (seed, counter) -> Philox.gumbel(precision, seed, counter));
    };
  }

  static double wrap(long value) {
    return (int) value;
  }

  /// Floor division; by zero it is 0.
  static double floorDivide(double x, double y) {
    return y == 0 ? 0 : wrap(Math.floorDiv((long) x, (long) y));
  }

  /// The remainder of floor division, with the sign of the divisor; by zero it is 0.
  private static double floorModulo(double x, double y) {
    return y == 0 ? 0 : Math.floorMod((long) x, (long) y);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /// Exactly as it is; else as it is written, `x/2 · (1 + erf(x/√2))`, whose sum cancels below 0.
  private static double gelu(double x, Precision precision) {
    if (precision == Precision.exact()) return x / 2 * Erf.erfc(-x / Math.sqrt(2));
    return x / 2 * precision.round(1 + precision.round(Erf.erf(precision.round(x / Math.sqrt(2)))));
  }

  private static Term unary(Term a, DoubleUnaryOperator operator) {
    return indices -> {
      double x = a.at(indices);
      return isAbsent(x) ? ABSENT : operator.applyAsDouble(x);
    };
  }

  private static Term binary(Term a, Term b, DoubleBinaryOperator operator) {
    return indices -> {
      double x = a.at(indices);
      if (isAbsent(x)) return ABSENT;
      double y = b.at(indices);
      return isAbsent(y) ? ABSENT : operator.applyAsDouble(x, y);
    };
  }

  private interface Ternary {
    double apply(double x, double y, double z);
  }

  private static Term ternary(List<Term> arguments, Ternary operator) {
    return indices -> {
      double[] x = all(arguments, indices);
      return x == null ? ABSENT : operator.apply(x[0], x[1], x[2]);
    };
  }

  private interface Random {
    double draw(long seed, int... counter);
  }

  private static Term random(List<Term> arguments, Random distribution) {
    return indices -> {
      double[] x = all(arguments, indices);
      return x == null ? ABSENT : distribution.draw((long) x[0], (int) x[1], (int) x[2], (int) x[3], (int) x[4]);
    };
  }

  /// The values of all arguments, or null if one is absent.
  private static double[] all(List<Term> arguments, int[] indices) {
    double[] values = new double[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).at(indices);
      if (isAbsent(values[i])) return null;
    }
    return values;
  }
}
