package dev.tulle.dsl.interpret;

/// The error function and its complement, to about 1e-15 relative.
final class Erf {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);
  /// Below it the series, beyond it the continued fraction.
  private static final double CROSSING = 2.0;

  /// The continued fraction has converged to the last bit at the crossing with fewer terms.
  private static final int FRACTION_TERMS = 150;

  private Erf() {}

  static double erf(double x) {
    if (Double.isNaN(x)) return x;
    return Math.abs(x) < CROSSING ? series(x) : x > 0 ? 1 - fraction(x) : fraction(-x) - 1;
  }

  /// `1 − erf(x)` without the cancellation.
  static double erfc(double x) {
    if (Double.isNaN(x)) return x;
    return x < CROSSING ? 1 - erf(x) : fraction(x);
  }

  /// `2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1))`: all terms have one sign, so nothing cancels.
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * expMinusSquare(x) * sum;
  }

  /// `exp(−x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))` for `x ≥ 2`.
  private static double fraction(double x) {
    if (Double.isInfinite(x)) return 0;
    double tail = x;
    for (int n = FRACTION_TERMS; n > 0; n--) tail = x + n / 2.0 / tail;
    return TWO_OVER_SQRT_PI / 2 * expMinusSquare(x) / tail;
  }

  /// `exp(−x²)`, corrected for what `x * x` loses by rounding.
  private static double expMinusSquare(double x) {
    double square = x * x;
    return StrictMath.exp(-square) * (1 - Math.fma(x, x, -square));
  }
}
