package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.fromBits;
import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.toBits;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.eq;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.shl;
import static dev.tulle.kernel.ir.Build.sub;
import static dev.tulle.kernel.ir.Build.xor;

import dev.tulle.kernel.ir.Expr;

/// `sin` and `cos`: `x = n π/2 + r` with a whole `n` and `|r| ≤ π/4` (Cody and Waite, with π/2 in three floats), then a polynomial that the
/// quadrant chooses.
final class Trigonometric {
  private static final float TWO_OVER_PI = 0x1.45f306p-1f;
  private static final float HALF_PI_HIGH = 0x1.921fb6p0f;
  private static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;
  private static final float HALF_PI_LOW = -0x1.ee59dap-50f;
  /// Adding it to `|n| < 2²²` leaves `n`, rounded, in the low bits.
  private static final float ROUNDER = 0x1.8p23f;

  /// `(sin(r) − r) / r³` in `r²` on `|r| ≤ 0.91` (for a large `x` the nearest `n` is missed by up to 0.08), error 2^-35 of `r`.
  private static final float[] SINE = {-0x1.555556p-3f, 0x1.1110fcp-7f, -0x1.a00758p-13f, 0x1.6b23fcp-19f};
  /// `(cos(r) − 1 + r²/2) / r⁴` in `r²` on the same range, error 2^-31.
  private static final float[] COSINE = {0x1.55553cp-5f, -0x1.6c046ap-10f, 0x1.97f146p-16f};

  private final Sharing share;

  Trigonometric(Sharing share) {
    this.share = share;
  }

  Expr sin(Expr x) {
    x = share.once(x);
    return select(eq(x, f32(0)), x, shifted(x, 0));
  }

  Expr cos(Expr x) {
    return shifted(share.once(x), 1);
  }

  /// `sin(x + quadrants π/2)`; 0 beyond the range, NaN for an infinity.
  private Expr shifted(Expr x, int quadrants) {
    Expr rounded = share.once(fma(x, f32(TWO_OVER_PI), f32(ROUNDER)));
    Expr n = share.once(sub(rounded, f32(ROUNDER)));
    Expr r = share.once(fma(n, f32(-HALF_PI_LOW), fma(n, f32(-HALF_PI_MIDDLE), fma(n, f32(-HALF_PI_HIGH), x))));
    // The low two bits of the rounder are 0, so those of the sum are the quadrant's.
    Expr quadrant = share.once(add(toBits(rounded), i32(quadrants)));
    Expr value = select(eq(and(quadrant, i32(1)), i32(1)), cosNearZero(r), sinNearZero(r));
    Expr signed = fromBits(xor(toBits(value), shl(and(quadrant, i32(2)), i32(30))));
    return select(gt(abs(x), f32(MathLibrary.TRIGONOMETRIC_RANGE)), sub(x, x), signed);
  }

  /// `sin(r)` for `|r| ≤ π/4`.
  Expr sinNearZero(Expr r) {
    r = share.once(r);
    Expr square = share.once(mul(r, r));
    return fma(mul(r, square), polynomial(square, SINE), r);
  }

  /// `cos(r)` for `|r| ≤ π/4`.
  Expr cosNearZero(Expr r) {
    r = share.once(r);
    Expr square = share.once(mul(r, r));
    return fma(mul(square, square), polynomial(square, COSINE), fma(square, f32(-0.5f), f32(1)));
  }
}
