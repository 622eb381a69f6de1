package dev.tulle.compiler.math;

import static dev.tulle.compiler.math.Sharing.fromBits;
import static dev.tulle.compiler.math.Sharing.polynomial;
import static dev.tulle.compiler.math.Sharing.signBit;
import static dev.tulle.compiler.math.Sharing.toBits;
import static dev.tulle.kernel.ir.Build.abs;
import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.div;
import static dev.tulle.kernel.ir.Build.eq;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.floor;
import static dev.tulle.kernel.ir.Build.fma;
import static dev.tulle.kernel.ir.Build.ge;
import static dev.tulle.kernel.ir.Build.gt;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.ne;
import static dev.tulle.kernel.ir.Build.neg;
import static dev.tulle.kernel.ir.Build.or;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.sub;
import static dev.tulle.kernel.ir.Build.xor;

import dev.tulle.kernel.ir.Expr;

/// `pow(x, y) = exp(y log |x|)`, the logarithm and the product in two floats each, and the special cases of [Math#pow].
final class Power {
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;
  /// Beyond it `exp` is infinite or 0 whatever the second float says.
  private static final float SATURATED = 128f;

  /// `(2 atanh(f) − 2 f) / f³` is these two thirds, which have two floats, and …
  private static final float TWO_THIRDS_HIGH = 0x1.555556p-1f;
  private static final float TWO_THIRDS_LOW = -0x1.555556p-26f;
  /// … `f²` times this polynomial in `f²` on `|f| ≤ 3 − 2√2`, error 2^-37 of `f`.
  private static final float[] ARC_TANGENT = {0x1.999ap-2f, 0x1.245256p-2f, 0x1.dfa9d2p-3f};

  private final Sharing share;
  private final Exponential exponential;

  Power(Sharing share, Exponential exponential) {
    this.share = share;
    this.exponential = exponential;
  }

  /// The unevaluated sum of a float and a much smaller one.
  private record Pair(Expr high, Expr low) {}

  Expr pow(Expr x, Expr y) {
    x = share.once(x);
    y = share.once(y);
    Pair exponent = times(y, log(share.once(abs(x))));
    // What saturates has no use for its second float, which may be NaN.
    Expr low = share.once(select(ge(abs(exponent.high), f32(SATURATED)), f32(0), exponent.low));
    Expr magnitude = exponential.exp(exponent.high, low);
    Expr whole = eq(floor(y), y);
    Expr halfOfY = share.once(mul(y, f32(0.5f)));
    Expr odd = and(share.once(whole), ne(floor(halfOfY), halfOfY));
    Expr signed = fromBits(xor(toBits(magnitude), select(odd, signBit(x), i32(0))));
    Expr undefined = or(ne(x, x), and(lt(x, f32(0)), gt(x, f32(Float.NEGATIVE_INFINITY)), ne(floor(y), y)));
    return select(eq(y, f32(0)), f32(1), select(undefined, f32(Float.NaN), signed));
  }

  /// `log(x)` to some 2^-36, for `0 ≤ x ≤ ∞`: `e ln 2 + 2 atanh(f)` with `f = (m − 1) / (m + 1)`.
  private Pair log(Expr x) {
    Logarithm.Split split = Logarithm.Split.of(x, share);
    Expr m = share.once(split.mantissa());
    Expr e = split.exponent();
    Expr numerator = share.once(sub(m, f32(1)));
    Expr denominator = share.once(add(m, f32(1)));
    Expr denominatorLow = sub(m, sub(denominator, f32(1)));
    Expr f = share.once(div(numerator, denominator));
    Expr fLow = div(fma(neg(f), denominatorLow, fma(neg(f), denominator, numerator)), denominator);
    Pair square = times(f, new Pair(f, f32(0)));
    Pair cube = times(f, square);
    Pair twoThirds = sum(f32(TWO_THIRDS_HIGH), share.once(mul(square.high, polynomial(square.high, ARC_TANGENT))));
    Pair factor = new Pair(twoThirds.high, share.once(add(twoThirds.low, f32(TWO_THIRDS_LOW))));
    Pair cubic = times(cube.high, factor);
    Pair mantissa = sum(share.once(mul(f32(2), f)), cubic.high);
    // The derivative of the logarithm by f is 2 (1 + f² + …).
    Expr slope = fma(f32(2), square.high, f32(2));
    Expr mantissaLow = add(mantissa.low, fma(slope, fLow, fma(cube.low, factor.high, cubic.low)));
    Expr scale = share.once(mul(e, f32(LN2_HIGH)));
    Expr scaleLow = fma(e, f32(LN2_LOW), fma(e, f32(LN2_HIGH), neg(scale)));
    Pair total = sum(scale, mantissa.high);
    Pair result = sum(total.high, share.once(add(total.low, add(scaleLow, mantissaLow))));
    Expr infinite = share.once(or(eq(x, f32(0)), eq(x, f32(Float.POSITIVE_INFINITY))));
    Expr limit = select(eq(x, f32(0)), f32(Float.NEGATIVE_INFINITY), f32(Float.POSITIVE_INFINITY));
    return new Pair(share.once(select(infinite, limit, result.high)), share.once(select(infinite, f32(0), result.low)));
  }

  private Pair times(Expr y, Pair x) {
    Expr high = share.once(mul(y, x.high));
    return new Pair(high, share.once(fma(y, x.low, fma(y, x.high, neg(high)))));
  }

  /// `a + b` where `a` is 0 or no smaller than `b`.
  private Pair sum(Expr a, Expr b) {
    Expr high = share.once(add(a, b));
    return new Pair(high, share.once(sub(b, sub(high, a))));
  }
}
