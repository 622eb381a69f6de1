package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.withSign;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.neg;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.sub;

import dev.tulle.kernel.ir.Expr;

/// `erf`: `x + x p(x²)` near 0, `1 − exp(−t − t q(t))` beyond, with `t = |x|`.
final class ErrorFunction {
  private static final float CROSSING = 0.925f;
  /// Beyond it the result is 1 to the last bit.
  private static final float SATURATED = 4f;

  /// `erf(x)/x − 1` in `x²` for `x ≤ 0.93`, error 2^-31.
  private static final float[] NEAR_ZERO = {
      0x1.06eba8p-3f, -0x1.812744p-2f, 0x1.ce2e1cp-4f, -0x1.b80ff2p-6f, 0x1.54d42ap-8f, -0x1.aaa2dap-11f, 0x1.5e0634p-14f
  };
  /// `−log(1 − erf(t))/t − 1` on `0.92 ≤ t ≤ 4`, error 2^-28 of `erf`.
  private static final float[] EXPONENT = {0x1.07328ap-3f, 0x1.457cep-1f, 0x1.af270ap-4f, -0x1.770776p-6f, 0x1.a563fcp-9f,
      -0x1.c0c23cp-13f};

  private final Sharing share;
  private final Exponential exponential;

  ErrorFunction(Sharing share, Exponential exponential) {
    this.share = share;
    this.exponential = exponential;
  }

  Expr erf(Expr x) {
    x = share.once(x);
    Expr square = share.once(mul(x, x));
    Expr small = fma(x, polynomial(square, NEAR_ZERO), x);
    Expr magnitude = share.once(abs(x));
    Expr t = share.once(select(gt(magnitude, f32(SATURATED)), f32(SATURATED), magnitude));
    Expr complement = exponential.expInNormalRange(neg(fma(t, polynomial(t, EXPONENT), t)));
    return select(gt(magnitude, f32(CROSSING)), withSign(sub(f32(1), complement), x), small);
  }
}
