package dev.tulle.dsl.interpret;

import java.util.SplittableRandom;

/// How the interpreter rounds what float arithmetic gives. The meaning of a model is [#exact]; the others say what the same arithmetic
/// comes to when it is done naively in fewer bits, so that a test can ask a device for no more and no less ([Tolerance]).
public interface Precision {
  /// A result as it is kept. Must leave NaN as it is, with its bits.
  double round(double value);

  /// One step of a sum.
  double add(double sum, double next);

  /// Double precision: nothing is rounded.
  static Precision exact() {
    return Exact.INSTANCE;
  }

  /// See [#exact].
  enum Exact implements Precision {
    INSTANCE;

    @Override
    public double round(double value) {
      return value;
    }

    @Override
    public double add(double sum, double next) {
      return sum + next;
    }
  }

  /// Each result goes to one of the two neighbours in `f32`, by chance: several seeds show what rounding can do to a value, and none of
  /// them hides it by luck. What `f32` holds exactly stays, but for the steps of a sum: in another order they would be others.
  static Precision single(long seed) {
    return nearby(seed, 0);
  }

  /// As [#single], with `bits` fewer bits after the point: what changes its mind here is near a boundary.
  static Precision nearby(long seed, int bits) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Precision() {
      @Override
      public double round(double value) {
        float nearest = (float) value;
        if (Double.isNaN(value)) return value;
        if (nearest == value || Float.isInfinite(nearest)) return nearest;
        double unit = Math.scalb((double) Math.ulp(nearest), bits);
        return (float) ((Math.floor(value / unit) + (random.nextBoolean() ? 1 : 0)) * unit);
      }

      @Override
      public double add(double sum, double next) {
        double rounded = round(sum + next);
        if (sum == 0 || next == 0 || !Double.isFinite(rounded)) return rounded;
        double largest = Math.max(Math.abs(sum), Math.abs(next));
        return (float) (rounded + (random.nextBoolean() ? 0.5 : -0.5) * Math.scalb((double) Math.ulp((float) largest), bits));
      }
    };
  }
}
