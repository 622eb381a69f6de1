package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.powerOfTwo;
import static dev.tulle.compiler.math.Sharing.toBits;
import static dev.tulle.compiler.math.Sharing.withSign;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.div;
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

/// `exp` and what rests on it: `x = n ln 2 + r` with a whole `n` and `|r| ≤ ln 2 / 2`, then `exp(x) = 2ⁿ (1 + r + r² q(r))`.
final class Exponential {
  private static final float LOG2_E = 0x1.715476p0f;
  /// `ln 2` in two floats; `x − n · LN2_HIGH` is exact in a fused multiply-add.
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;
  /// Adding it to `|n| < 2²²` leaves `n`, rounded, in the low bits.
  private static final float ROUNDER = 0x1.8p23f;

  /// `exp` is infinite above and 0 below these, by its own rounding.
  private static final float OVERFLOW = 89f;
  private static final float UNDERFLOW = -104f;

  /// `(exp(r) − 1 − r) / r²` on `|r| ≤ 0.3467`, error 2^-26 of `r`.
  private static final float[] QUOTIENT = {0x1.0p-1f, 0x1.5554bp-3f, 0x1.555486p-5f, 0x1.122824p-7f, 0x1.6d9944p-10f};

  private final Sharing share;

  Exponential(Sharing share) {
    this.share = share;
  }

  /// `x = n ln 2 + r`, and `exp(r) − 1`.
  private record Reduced(Expr n, Expr expm1) {}

  Expr exp(Expr x) {
    return exp(x, f32(0));
  }

  /// `exp(x + tail)` where `tail` is at most a few ulp of `x`.
  Expr exp(Expr x, Expr tail) {
    Reduced reduced = reduce(clamp(x, UNDERFLOW, OVERFLOW), tail);
    // Two factors, because 2ⁿ itself may be too large or too small; the last product rounds.
    Expr half = share.once(shr(reduced.n, i32(1)));
    Expr mantissa = add(f32(1), reduced.expm1);
    return mul(mul(mantissa, powerOfTwo(half)), powerOfTwo(sub(reduced.n, half)));
  }

  /// `exp` for `−87 ≤ x ≤ 88` only.
  Expr expInNormalRange(Expr x) {
    Reduced reduced = reduce(x, f32(0));
    return mul(add(f32(1), reduced.expm1), powerOfTwo(reduced.n));
  }

  Expr expm1(Expr x) {
    x = share.once(x);
    // Below −26 the result is −1 to the last bit.
    Reduced reduced = reduce(clamp(x, -26f, OVERFLOW), f32(0));
    // 2 (2ⁿ⁻¹ expm1(r) + (2ⁿ⁻¹ − 1/2)): 2ⁿ itself overflows for n = 128.
    Expr half = share.once(powerOfTwo(sub(reduced.n, i32(1))));
    Expr result = mul(f32(2), fma(half, reduced.expm1, sub(half, f32(0.5f))));
    return select(lt(abs(x), f32(0x1p-25f)), x, result);
  }

  /// `e / (e + 2)` with `e = expm1(2 |x|)`; 1 to the last bit beyond 10.
  Expr tanh(Expr x) {
    x = share.once(x);
    Expr magnitude = share.once(abs(x));
    Expr e = share.once(expm1(mul(f32(2), select(gt(magnitude, f32(10)), f32(10), magnitude))));
    return select(lt(magnitude, f32(0x1p-12f)), x, withSign(div(e, add(e, f32(2))), x));
  }

  /// Between the two; NaN stays.
  private Expr clamp(Expr x, float low, float high) {
    x = share.once(x);
    return share.once(select(lt(x, f32(low)), f32(low), select(gt(x, f32(high)), f32(high), x)));
  }

  private Reduced reduce(Expr x, Expr tail) {
    x = share.once(x);
    Expr rounded = share.once(fma(x, f32(LOG2_E), f32(ROUNDER)));
    Expr n = share.once(sub(rounded, f32(ROUNDER)));
    Expr high = fma(n, f32(-LN2_HIGH), x);
    Expr r = share.once(fma(n, f32(-LN2_LOW), isZero(tail) ? high : add(high, tail)));
    Expr expm1 = share.once(fma(mul(r, r), polynomial(r, QUOTIENT), r));
    return new Reduced(share.once(sub(toBits(rounded), i32(Float.floatToRawIntBits(ROUNDER)))), expm1);
  }

  private static boolean isZero(Expr e) {
    return e instanceof Expr.Const c && c.bits() == 0;
  }
}
