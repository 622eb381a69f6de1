package dev.tulle.kernel.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArithmeticTest {
  /// All finite bf16 values, and the midpoints between neighbours, which must go to the even one.
  @Test
  void bfloat16RoundsToNearestTiesToEven() {
    for (int bits = 0; bits < 0x7f80; bits++) {
      float value = Arithmetic.bfloat16ToFloat((short) bits);
      assertEquals((short) bits, Arithmetic.floatToBfloat16(value));
      assertEquals((short) (bits | 0x8000), Arithmetic.floatToBfloat16(-value));
      float middle = Float.intBitsToFloat(bits << 16 | 0x8000);
      assertEquals((short) (bits + (bits & 1)), Arithmetic.floatToBfloat16(middle));
      assertEquals((short) bits, Arithmetic.floatToBfloat16(Math.nextDown(middle)));
      assertEquals((short) (bits + 1), Arithmetic.floatToBfloat16(Math.nextUp(middle)));
    }
    assertTrue(Float.isNaN(Arithmetic.round(Scalar.BF16, Float.intBitsToFloat(0x7f800001))));
    assertEquals(Float.NEGATIVE_INFINITY, Arithmetic.round(Scalar.BF16, -Float.MAX_VALUE));
  }

  @Test
  void float16OverflowsToInfinityAndKeepsNan() {
    assertEquals(65504f, Arithmetic.round(Scalar.F16, 65519f));
    assertEquals(Float.POSITIVE_INFINITY, Arithmetic.round(Scalar.F16, 65520f));
    assertTrue(Float.isNaN(Arithmetic.round(Scalar.F16, Float.NaN)));
  }
}
