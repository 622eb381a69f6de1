package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.toBits;
import static dev.tulle.compiler.math.Sharing.withSign;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.div;
import static dev.tulle.kernel.ir.Build.eq;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.sqrt;
import static dev.tulle.kernel.ir.Build.sub;

import dev.tulle.kernel.ir.Expr;

/// `acos` by `asin` on at most a half, `atan2` by `atan` on at most 1.
final class InverseTrigonometric {
  private static final float HALF_PI_HIGH = 0x1.921fb6p0f;
  private static final float HALF_PI_LOW = -0x1.777a5cp-25f;

  /// `(asin(z) − z) / z³` in `z²` on `|z| ≤ 1/2`, error 2^-27 of `z`.
  private static final float[] ARC_SINE = {0x1.5555cap-3f, 0x1.330136p-4f, 0x1.748efep-5f, 0x1.8b86aap-6f, 0x1.59f3dcp-5f};
  /// `(atan(t) − t) / t³` in `t²` on `|t| ≤ 1`, error 2^-28 of `t`.
  private static final float[] ARC_TANGENT = {
      -0x1.55554p-2f, 0x1.999276p-3f, -0x1.2426f8p-3f, 0x1.c0d284p-4f, -0x1.58dc6cp-4f, 0x1.dd0eb2p-5f, -0x1.01af6p-5f, 0x1.6a8f3cp-7f,
      -0x1.defe28p-10f
  };

  private final Sharing share;

  InverseTrigonometric(Sharing share) {
    this.share = share;
  }

  /// `π/2 − asin(x)` up to a half; beyond it `2 asin(√((1 − |x|) / 2))`, taken from π for a negative `x`.
  Expr acos(Expr x) {
    x = share.once(x);
    Expr magnitude = share.once(abs(x));
    Expr large = share.once(gt(magnitude, f32(0.5f)));
    Expr square = share.once(select(large, mul(f32(0.5f), sub(f32(1), magnitude)), mul(magnitude, magnitude)));
    Expr z = share.once(select(large, sqrt(square), x));
    Expr asin = share.once(fma(mul(z, square), polynomial(square, ARC_SINE), z));
    Expr small = sub(f32(HALF_PI_HIGH), sub(asin, f32(HALF_PI_LOW)));
    Expr twice = share.once(mul(f32(2), asin));
    Expr negative = sub(f32(2 * HALF_PI_HIGH), sub(twice, f32(2 * HALF_PI_LOW)));
    return select(large, select(lt(x, f32(0)), negative, twice), small);
  }

  /// The arc tangent of the smaller over the larger magnitude, turned into the octant.
  Expr atan2(Expr y, Expr x) {
    y = share.once(y);
    x = share.once(x);
    Expr height = share.once(abs(y));
    Expr width = share.once(abs(x));
    Expr steep = share.once(gt(height, width));
    Expr small = share.once(select(steep, width, height));
    Expr large = share.once(select(steep, height, width));
    // 0/0 is 0 here and ∞/∞ is 1.
    Expr equal = select(eq(large, f32(0)), f32(0), f32(1));
    Expr t = share.once(select(eq(small, large), equal, div(small, large)));
    Expr square = share.once(mul(t, t));
    Expr octant = share.once(fma(mul(t, square), polynomial(square, ARC_TANGENT), t));
    Expr quarter = share.once(select(steep, sub(f32(HALF_PI_HIGH), sub(octant, f32(HALF_PI_LOW))), octant));
    Expr left = sub(f32(2 * HALF_PI_HIGH), sub(quarter, f32(2 * HALF_PI_LOW)));
    return withSign(select(lt(toBits(x), i32(0)), left, quarter), y);
  }
}
