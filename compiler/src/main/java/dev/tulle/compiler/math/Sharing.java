package dev.tulle.compiler.math;

import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.bits;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.or;
import static dev.tulle.kernel.ir.Build.shl;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import java.util.function.UnaryOperator;

/// What all functions here build with: named values, polynomials, and a float's bits.
///
/// @param let binds a value to a fresh name
record Sharing(UnaryOperator<Expr> let) {
  private static final int SIGN = 1 << 31;
  private static final int EXPONENT_OF_ONE = 127;
  private static final int FRACTION_BITS = 23;

  /// The value under a name, so that it may be used more than once.
  Expr once(Expr value) {
    return value instanceof Expr.Ref || value instanceof Expr.Const ? value : let.apply(value);
  }

  /// `c₀ + c₁ x + c₂ x² + …` by Horner's rule; `x` is used once for each coefficient but the first.
  static Expr polynomial(Expr x, float... coefficients) {
    Expr sum = f32(coefficients[coefficients.length - 1]);
    for (int k = coefficients.length - 2; k >= 0; k--) sum = fma(sum, x, f32(coefficients[k]));
    return sum;
  }

  static Expr toBits(Expr x) {
    return bits(Scalar.I32, x);
  }

  static Expr fromBits(Expr x) {
    return bits(Scalar.F32, x);
  }

  /// `2ⁿ` for an integer `−126 ≤ n ≤ 127`.
  static Expr powerOfTwo(Expr n) {
    return fromBits(shl(add(n, i32(EXPONENT_OF_ONE)), i32(FRACTION_BITS)));
  }

  /// The sign bit of `x` alone, as an integer.
  static Expr signBit(Expr x) {
    return and(toBits(x), i32(SIGN));
  }

  /// `magnitude`, which has no sign, with the sign of `sign`.
  static Expr withSign(Expr magnitude, Expr sign) {
    return fromBits(or(toBits(magnitude), signBit(sign)));
  }
}
