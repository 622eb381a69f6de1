package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.fromBits;
import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.toBits;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.convert;
import static dev.tulle.kernel.ir.Build.div;
import static dev.tulle.kernel.ir.Build.eq;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.shr;
import static dev.tulle.kernel.ir.Build.sub;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;

/// `log` and `log1p`: `x = 2ᵉ (1 + f)` with `√½ ≤ 1 + f < √2`, then `e ln 2 + f − f²/2 + f³ p(f)`.
final class Logarithm {
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;

  /// `(log(1 + f) − f + f²/2) / f³` on `√½ ≤ 1 + f ≤ √2`, error 2^-27 of the logarithm.
  private static final float[] CUBIC = {
      0x1.55554ap-2f, -0x1.000224p-2f, 0x1.99a5acp-3f, -0x1.547776p-3f, 0x1.226bb4p-3f, -0x1.0ce962p-3f, 0x1.07e70ap-3f, -0x1.41f1a2p-4f
  };

  private final Sharing share;

  Logarithm(Sharing share) {
    this.share = share;
  }

  /// `x = 2^exponent · mantissa` with `√½ ≤ mantissa < √2`.
  ///
  /// @param exponent a whole `F32`
  record Split(Expr exponent, Expr mantissa) {
    private static final int SQRT_HALF = 0x3f3504f3;
    private static final float LEAST_NORMAL = 0x1p-126f;

    /// Takes a positive finite `x` apart; of any other the parts mean nothing.
    static Split of(Expr x, Sharing share) {
      x = share.once(x);
      Expr denormal = share.once(lt(x, f32(LEAST_NORMAL)));
      Expr normal = select(denormal, mul(x, f32(0x1p25f)), x);
      Expr offset = share.once(sub(toBits(normal), i32(SQRT_HALF)));
      Expr exponent = add(shr(offset, i32(23)), select(denormal, i32(-25), i32(0)));
      return new Split(share.once(convert(Scalar.F32, exponent)), fromBits(add(and(offset, i32(0x7fffff)), i32(SQRT_HALF))));
    }
  }

  Expr log(Expr x) {
    x = share.once(x);
    Split split = Split.of(x, share);
    Expr f = share.once(sub(split.mantissa(), f32(1)));
    Expr square = share.once(mul(f, f));
    Expr tail = fma(mul(f, square), polynomial(f, CUBIC), mul(split.exponent(), f32(LN2_LOW)));
    Expr result = fma(split.exponent(), f32(LN2_HIGH), add(f, fma(square, f32(-0.5f), tail)));
    Expr positive = select(eq(x, f32(Float.POSITIVE_INFINITY)), x, result);
    return select(gt(x, f32(0)), positive, select(eq(x, f32(0)), f32(Float.NEGATIVE_INFINITY), f32(Float.NaN)));
  }

  /// `log(u) + c/u` with `u = 1 + x` as rounded and `c` what the rounding lost.
  Expr log1p(Expr x) {
    x = share.once(x);
    Expr u = share.once(add(x, f32(1)));
    Expr lost = select(gt(x, f32(1)), sub(f32(1), sub(u, x)), sub(x, sub(u, f32(1))));
    Expr log = share.once(log(u));
    Expr corrected = select(and(gt(u, f32(0)), lt(u, f32(Float.POSITIVE_INFINITY))), add(log, div(lost, u)), log);
    return select(lt(abs(x), f32(0x1p-25f)), x, corrected);
  }
}
