package dev.tulle.compiler.math;

/// Distance of an `F32` from an exact result, in units of the last place of the latter.
final class Ulp {
  private Ulp() {}

  /// Infinite where one is NaN and the other is not; an infinity counts as 2¹²⁸.
  static double error(float actual, double exact) {
    if (Float.isNaN(actual) || Double.isNaN(exact)) return Float.isNaN(actual) == Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
    double bounded = bounded(exact);
    return Math.abs(bounded(actual) - bounded) / Math.scalb(1.0, Math.max(Math.min(Math.getExponent(bounded), 127), -126) - 23);
  }

  private static double bounded(double x) {
    return Math.clamp(x, -0x1p128, 0x1p128);
  }
}
