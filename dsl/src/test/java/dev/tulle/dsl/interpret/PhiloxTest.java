package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Against the known answers that Random123 publishes for philox4x32 with 10 rounds, and the moments of the distributions.
class PhiloxTest {
  @Test
  void zeroCounterAndKey() {
    assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Philox.words(0, 0, 0, 0, 0));
  }

  @Test
  void allBitsSet() {
    assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, Philox.words(-1, -1, -1, -1, -1));
  }

  @Test
  void digitsOfPi() {
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        Philox.words(0x299f31d0a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344));
  }

  @Test
  void uniformIsTheFirstWordsUpperBits() {
    assertEquals((float) (((0x6627e8d5 >>> 8) + 0.5) / (1 << 24)), Philox.uniform(0, 0, 0, 0, 0));
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    int n = 200_000;
    double uniform = 0;
    double normal = 0;
    double squares = 0;
    double gumbel = 0;
    for (int i = 0; i < n; i++) {
      uniform += Philox.uniform(11, i, 0, 0, 0);
      double z = Philox.normal(11, i, 1, 0, 0);
      normal += z;
      squares += z * z;
      gumbel += Philox.gumbel(11, i, 2, 0, 0);
    }
    // Five standard errors of each mean.
    double error = 5 / Math.sqrt(n);
    assertEquals(0.5, uniform / n, error * Math.sqrt(1 / 12.0));
    assertEquals(0, normal / n, error);
    assertEquals(1, squares / n, error * Math.sqrt(2));
    assertEquals(0.5772156649015329, gumbel / n, error * Math.PI / Math.sqrt(6));
    assertTrue(Philox.uniform(11, 3, 0, 0, 0) != Philox.uniform(12, 3, 0, 0, 0));
  }
}
