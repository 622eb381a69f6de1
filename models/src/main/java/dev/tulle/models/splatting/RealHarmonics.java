package dev.tulle.models.splatting;

/// Real spherical harmonics up to degree 3, by associated Legendre functions and multiples of the azimuth.
final class RealHarmonics {
  private static final int DEGREE = 3;

  private RealHarmonics() {}

  /// All 16 for a direction of length 1, in the order of 3DGS: degree by degree, the order from −degree to degree. With the Condon-Shortley
  /// phase, once.
  static double[] at(double x, double y, double z) {
    var basis = new double[(DEGREE + 1) * (DEGREE + 1)];
    for (var degree = 0; degree <= DEGREE; degree++) for (var order = -degree; order <= degree; order++)
      basis[degree * (degree + 1) + order] = one(degree, order, x, y, z);
    return basis;
  }

  private static double one(int degree, int order, double x, double y, double z) {
    var m = Math.abs(order);
    // The m-th power of x + iy is what sine and cosine of the azimuth are, times the sine of the polar angle to the m, which the Legendre
    // function below therefore leaves out.
    var real = 1.0;
    var imaginary = 0.0;
    for (var i = 0; i < m; i++) {
      var next = real * x - imaginary * y;
      imaginary = real * y + imaginary * x;
      real = next;
    }
    var ratio = 1.0;
    for (var i = degree - m + 1; i <= degree + m; i++) ratio *= i;
    var scale = Math.sqrt((2 * degree + 1) / (4 * Math.PI) / ratio) * (m == 0 ? 1 : Math.sqrt(2));
    return scale * legendre(degree, m, z) * (order < 0 ? imaginary : real);
  }

  /// The associated Legendre function, divided by the m-th power of the sine.
  private static double legendre(int degree, int m, double z) {
    var before = 0.0;
    var here = 1.0;
    for (var i = 1; i <= m; i++) here *= -(2 * i - 1);
    for (var l = m + 1; l <= degree; l++) {
      var next = ((2 * l - 1) * z * here - (l + m - 1) * before) / (l - m);
      before = here;
      here = next;
    }
    return here;
  }
}
