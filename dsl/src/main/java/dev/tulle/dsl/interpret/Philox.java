package dev.tulle.dsl.interpret;

/// Random numbers without a state: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3; SC 2011). The
/// key is the seed as a 64-bit integer (an `INT` is sign-extended), low word first; the counter is the four indices.
final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /// The four random words of a counter of four words.
  static int[] words(long seed, int... counter) {
    int[] c = counter.clone();
    int key0 = (int) seed;
    int key1 = (int) (seed >> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c[0] & 0xFFFFFFFFL);
      long product1 = MULTIPLIER_1 * (c[2] & 0xFFFFFFFFL);
      c = new int[] {(int) (product1 >>> 32) ^ c[1] ^ key0, (int) product1, (int) (product0 >>> 32) ^ c[3] ^ key1, (int) product0};
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    return c;
  }

  /// In (0, 1]: the `f32` nearest to [#fraction] of the first word, the same bits on every device.
  static double uniform(long seed, int... counter) {
    return (float) fraction(words(seed, counter)[0]);
  }

  /// Standard normal: Box-Muller on the first two words.
  static double normal(long seed, int... counter) {
    return normal(Precision.exact(), seed, counter);
  }

  /// @param precision of what is between
  static double normal(Precision precision, long seed, int... counter) {
    int[] w = words(seed, counter);
    double length = precision.round(Math.sqrt(-2 * precision.round(StrictMath.log(fraction(w[0])))));
    return length * precision.round(StrictMath.cos(precision.round(2 * Math.PI * fraction(w[1]))));
  }

  /// Standard Gumbel: `−log(−log u)`.
  static double gumbel(long seed, int... counter) {
    return gumbel(Precision.exact(), seed, counter);
  }

  /// @param precision of what is between
  static double gumbel(Precision precision, long seed, int... counter) {
    return -StrictMath.log(-precision.round(StrictMath.log(fraction(words(seed, counter)[0]))));
  }

  /// In (0, 1), exact: the word's upper 24 bits and a half, over 2²⁴.
  private static double fraction(int word) {
    return ((word >>> 8) + 0.5) / (1 << 24);
  }
}
