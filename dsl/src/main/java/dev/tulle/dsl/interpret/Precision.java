package dev.tulle.dsl.interpret;

import java.util.SplittableRandom;

/// How the interpreter rounds what float arithmetic gives. The meaning of a model is [#exact]; the others say what the same arithmetic
/// comes to when it is done naively in fewer bits, so that a test can ask a device for no more and no less ([Tolerance]).
@FunctionalInterface
public interface Precision {
  /// A result as it is kept. Must leave NaN as it is, with its bits.
  double round(double value);

  /// Double precision: nothing is rounded.
  static Precision exact() {
    return value -> value;
  }

  /// Each result goes to one of the two neighbours in `f32`, by chance: several seeds show what rounding can do to a value, and none of
  /// them hides it by luck. What `f32` holds exactly stays.
  static Precision single(long seed) {
    return nearby(seed, 0);
  }

  /// As [#single], with `bits` fewer bits after the point: what changes its mind here is near a boundary.
  static Precision nearby(long seed, int bits) {
    SplittableRandom random = new SplittableRandom(seed);
    return value -> {
      float nearest = (float) value;
      if (nearest == value || Double.isNaN(value) || Float.isInfinite(nearest)) return Double.isNaN(value) ? value : nearest;
      double unit = Math.scalb((double) Math.ulp(nearest), bits);
      return (float) ((Math.floor(value / unit) + (random.nextBoolean() ? 1 : 0)) * unit);
    };
  }
}
