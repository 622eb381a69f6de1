package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/// One reduction under way: it is given the values that exist, in index order, and says what they come to. Given nothing, it gives the
/// value of an empty reduction (section 3).
abstract class Reduction {
  /// Takes the value at `index` (of the one bound index; else the row-major place).
  abstract void add(double value, long index);

  abstract double result();

  /// @param type of the body; sums and products of `INT` wrap to 32 bits, its empty maximum is the smallest integer
  /// @param precision of each step of float arithmetic
  static Reduction start(ReduceOperator operator, ValueType type, Precision precision) {
    boolean whole = type == ValueType.INT;
    return switch (operator) {
      case SUM -> whole ? new Fold(0, (x, y) -> Pointwise.wrap((long) x + (long) y)) : new Fold(0, precision::add);
      case PROD -> whole ? new Fold(1, (x, y) -> Pointwise.wrap((long) x * (long) y)) : new Fold(1, (x, y) -> precision.round(x * y));
      case MAX -> new Fold(whole ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY, Math::max);
      case MIN -> new Fold(whole ? Integer.MAX_VALUE : Double.POSITIVE_INFINITY, Math::min);
      case ANY -> new Fold(0, Math::max);
      case ALL -> new Fold(1, Math::min);
      case COUNT -> new Fold(0, (x, y) -> x + y);
      case MEAN -> new Mean(whole, precision);
      case LOGSUMEXP -> new LogSumExp(precision);
      case ARGMAX -> new BestIndex(1);
      case ARGMIN -> new BestIndex(-1);
    };
  }

  /// Everything that an operator and its neutral element say. Booleans are 0 and 1, so `any` is a maximum and `count` a sum; `Math.max` and
  /// `Math.min` give NaN if either operand is.
  private static final class Fold extends Reduction {
    private final DoubleBinaryOperator combine;
    private double value;

    Fold(double neutral, DoubleBinaryOperator combine) {
      this.combine = combine;
      this.value = neutral;
    }

    @Override
    void add(double next, long index) {
      value = combine.applyAsDouble(value, next);
    }

    @Override
    double result() {
      return value;
    }
  }

  /// NaN when empty; of integers the floor of the mean, 0 when empty.
  private static final class Mean extends Reduction {
    private final boolean whole;
    private final Precision precision;
    private double sum;
    private long count;

    Mean(boolean whole, Precision precision) {
      this.whole = whole;
      this.precision = precision;
    }

    @Override
    void add(double value, long index) {
      sum = whole ? sum + value : precision.add(sum, value);
      count++;
    }

    @Override
    double result() {
      return whole ? Pointwise.floorDivide(sum, count) : precision.round(sum / count);
    }
  }

  /// `m + log Σ exp(x − m)` with the maximum `m`, so that nothing overflows; an infinite or NaN maximum is the result.
  private static final class LogSumExp extends Reduction {
    private final Precision precision;
    private double[] values = new double[16];
    private int count;

    LogSumExp(Precision precision) {
      this.precision = precision;
    }

    @Override
    void add(double value, long index) {
      if (count == values.length) values = Arrays.copyOf(values, 2 * count);
      values[count++] = value;
    }

    @Override
    double result() {
      double maximum = Arrays.stream(values, 0, count).reduce(Double.NEGATIVE_INFINITY, Math::max);
      if (Double.isNaN(maximum) || Double.isInfinite(maximum)) return maximum;
      double sum = 0;
      for (int i = 0; i < count; i++) sum = precision.add(sum, precision.round(StrictMath.exp(precision.round(values[i] - maximum))));
      return precision.round(maximum + precision.round(StrictMath.log(sum)));
    }
  }

  /// The index of the largest value (with sign −1: of the smallest): the lower of equals, never a NaN, −1 when there is none.
  private static final class BestIndex extends Reduction {
    private final int sign;
    private double best;
    private long index = -1;

    BestIndex(int sign) {
      this.sign = sign;
    }

    @Override
    void add(double value, long at) {
      double candidate = sign * value;
      if (Double.isNaN(candidate) || index >= 0 && candidate <= best) return;
      best = candidate;
      index = at;
    }

    @Override
    double result() {
      return index;
    }
  }
}
