package dev.tulle.compiler.math;

import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.convert;
import static dev.tulle.kernel.ir.Build.eq;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.i64;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.neg;
import static dev.tulle.kernel.ir.Build.round;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.shr;
import static dev.tulle.kernel.ir.Build.sqrt;
import static dev.tulle.kernel.ir.Build.sub;
import static dev.tulle.kernel.ir.Build.ushr;
import static dev.tulle.kernel.ir.Build.xor;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;

/// Philox4x32-10 and the distributions drawn from it. A 32-bit word is held in an `I64`, without sign, because the rounds need its 64-bit
/// products.
final class RandomNumbers {
  private static final long WORD = 0xFFFFFFFFL;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final long WEYL_0 = 0x9E3779B9L;
  private static final long WEYL_1 = 0xBB67AE85L;
  private static final int ROUNDS = 10;
  private static final float HALF_PI = 0x1.921fb6p0f;

  private final Sharing share;
  private final Logarithm logarithm;
  private final Trigonometric trigonometric;

  RandomNumbers(Sharing share, Logarithm logarithm, Trigonometric trigonometric) {
    this.share = share;
    this.logarithm = logarithm;
    this.trigonometric = trigonometric;
  }

  Expr uniform(Expr seed, Expr... counter) {
    Expr upper = ushr(words(seed, counter)[0], i64(8));
    return mul(add(convert(Scalar.F32, convert(Scalar.I32, upper)), f32(0.5f)), f32(0x1p-24f));
  }

  /// Box-Muller on the first two words: `√(−2 log u) cos(2π v)`.
  Expr normal(Expr seed, Expr... counter) {
    Expr[] words = words(seed, counter);
    Expr radius = sqrt(mul(f32(2), negativeLog(fraction(words[0]))));
    // The cosine is the same for v and 1 − v. In quarter turns the reduction to at most half of one is exact.
    Expr turns = share.once(mul(f32(4), fraction(words[1]).small));
    Expr quarter = share.once(round(turns));
    Expr angle = share.once(mul(f32(HALF_PI), sub(turns, quarter)));
    Expr cosine = share.once(trigonometric.cosNearZero(angle));
    Expr shifted = select(eq(quarter, f32(1)), neg(trigonometric.sinNearZero(angle)), neg(cosine));
    return mul(radius, select(eq(quarter, f32(0)), cosine, shifted));
  }

  /// `−log(−log u)`.
  Expr gumbel(Expr seed, Expr... counter) {
    return neg(logarithm.log(negativeLog(fraction(words(seed, counter)[0]))));
  }

  /// The number `u = (24 bits + 0.5) / 2²⁴`, which an `F32` cannot hold above a half, by the smaller of `u` and `1 − u`.
  private record Fraction(Expr isSmall, Expr small) {}

  private Fraction fraction(Expr word) {
    Expr upper = share.once(convert(Scalar.I32, ushr(word, i64(8))));
    Expr isSmall = share.once(lt(upper, i32(1 << 23)));
    Expr nearer = select(isSmall, upper, sub(i32((1 << 24) - 1), upper));
    return new Fraction(isSmall, share.once(mul(add(convert(Scalar.F32, nearer), f32(0.5f)), f32(0x1p-24f))));
  }

  /// `−log u`, accurate near 1 too.
  private Expr negativeLog(Fraction u) {
    return neg(select(u.isSmall, logarithm.log(u.small), logarithm.log1p(neg(u.small))));
  }

  /// The four words of a counter of four indices.
  private Expr[] words(Expr seed, Expr... counter) {
    Expr wide = share.once(convert(Scalar.I64, seed));
    Expr key0 = share.once(and(wide, i64(WORD)));
    Expr key1 = share.once(and(shr(wide, i64(32)), i64(WORD)));
    Expr[] c = new Expr[4];
    for (int k = 0; k < 4; k++) c[k] = and(convert(Scalar.I64, counter[k]), i64(WORD));
    for (int round = 0; round < ROUNDS; round++) {
      Expr product0 = share.once(mul(c[0], i64(MULTIPLIER_0)));
      Expr product1 = share.once(mul(c[2], i64(MULTIPLIER_1)));
      c = new Expr[] {
          xor(xor(ushr(product1, i64(32)), c[1]), advanced(key0, round * WEYL_0)),
          and(product1, i64(WORD)),
          xor(xor(ushr(product0, i64(32)), c[3]), advanced(key1, round * WEYL_1)),
          and(product0, i64(WORD))
      };
    }
    return c;
  }

  private static Expr advanced(Expr key, long by) {
    return by == 0 ? key : and(add(key, i64(by & WORD)), i64(WORD));
  }
}
