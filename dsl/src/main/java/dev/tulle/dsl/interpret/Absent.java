package dev.tulle.dsl.interpret;

/// The value of an element that does not exist. It is one NaN with bits of its own, so that a row of values is a plain `double[]`; no
/// arithmetic is ever done with it, and what comes from outside passes through [#canonical], so no other value has these bits.
final class Absent {
  private static final long BITS = 0x7FF8_0000_00AB_5E17L;
  static final double ABSENT = Double.longBitsToDouble(BITS);

  private Absent() {}

  static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == BITS;
  }

  /// Whether a condition exists and is true; a condition that does not exist selects nothing.
  static boolean holds(double condition) {
    return condition == 1.0;
  }

  static double truth(boolean value) {
    return value ? 1.0 : 0.0;
  }

  /// Every NaN of the user's data becomes the usual one.
  static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }
}
