package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.ElementType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundingTest {
  @Test
  void halfRoundsLikeTheJdkForEveryFloat() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      double expected = Float.float16ToFloat(Float.floatToFloat16(x));
      assertEquals(expected, Rounding.to(ElementType.F16, x), () -> "seed " + seed + ", " + x);
    }
  }

  @Test
  void halfIsRoundedOnceFromDouble() {
    // Just above the middle of 1 and 1 + 2⁻¹⁰: through float it would be a tie.
    assertEquals(1 + 0x1p-10, Rounding.to(ElementType.F16, 1 + 0x1p-11 + 0x1p-40));
    assertEquals(1, Rounding.to(ElementType.F16, 1 + 0x1p-11));
    assertEquals(65504, Rounding.to(ElementType.F16, 65519.99));
    assertEquals(Double.POSITIVE_INFINITY, Rounding.to(ElementType.F16, 65520));
    assertEquals(0x1p-24, Rounding.to(ElementType.F16, 0x1.8p-25));
    assertEquals(-0.0, Rounding.to(ElementType.F16, -0x1p-25));
  }

  @Test
  void brainFloatKeepsEightBits() {
    assertEquals(1 + 0x1p-7, Rounding.to(ElementType.BF16, 1.01));
    assertEquals(1, Rounding.to(ElementType.BF16, 1 + 0x1p-8));
    assertEquals(1 + 0x1p-6, Rounding.to(ElementType.BF16, 1 + 0x1.8p-7));
    assertEquals(0x1.FEp127, Rounding.to(ElementType.BF16, 0x1.FEFp127));
    assertEquals(Double.NEGATIVE_INFINITY, Rounding.to(ElementType.BF16, -0x1.FFp127));
    assertEquals(0x1p-133, Rounding.to(ElementType.BF16, 0x1.1p-133));
  }

  @Test
  void integersTruncateAndSaturate() {
    assertEquals(-3, Rounding.to(ElementType.I32, -3.9));
    assertEquals(Integer.MAX_VALUE, Rounding.to(ElementType.I32, 1e20));
    assertEquals(127, Rounding.to(ElementType.I8, 300));
    assertEquals(-128, Rounding.to(ElementType.I8, Double.NEGATIVE_INFINITY));
    assertEquals(0, Rounding.to(ElementType.U8, -1));
    assertEquals(255, Rounding.to(ElementType.U8, 255.9));
    assertEquals(0, Rounding.to(ElementType.I32, Double.NaN));
  }

  @Test
  void singlePrecisionIsLeftAlone() {
    assertEquals(0.1, Rounding.to(ElementType.F32, 0.1));
  }

  @Test
  void aTypeHoldsWhatItDoesNotChange() {
    assertTrue(Rounding.holds(ElementType.F16, 0.5) && Rounding.holds(ElementType.F16, Double.NaN));
    assertFalse(Rounding.holds(ElementType.F16, 0.1));
    assertFalse(Rounding.holds(ElementType.I32, 0.5));
    assertFalse(Rounding.holds(ElementType.I32, Double.NaN));
    assertFalse(Rounding.holds(ElementType.U8, 256));
    assertFalse(Rounding.holds(ElementType.BOOL, 2));
  }
}
