package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/// Against the Taylor series in 90 digits.
class ErfTest {
  private static final MathContext DIGITS = new MathContext(90);
  private static final BigDecimal PI = new BigDecimal(
      "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534");

  @Test
  void bothAreExactToAFewUlp() {
    for (double x = -6; x <= 9; x += 0.0371) {
      BigDecimal exact = erf(x);
      assertEquals(exact.doubleValue(), Erf.erf(x), 8 * Math.ulp(exact.doubleValue()), "erf " + x);
      double complement = BigDecimal.ONE.subtract(exact).doubleValue();
      // Below the crossing it is a difference from 1.
      assertEquals(complement, Erf.erfc(x), 8 * Math.ulp(x > 0 && x < 2 ? 1 : complement), "erfc " + x);
    }
  }

  @Test
  void edges() {
    assertEquals(-0.0, Erf.erf(-0.0));
    assertEquals(1.0, Erf.erf(Double.POSITIVE_INFINITY));
    assertEquals(-1.0, Erf.erf(Double.NEGATIVE_INFINITY));
    assertEquals(0.0, Erf.erfc(Double.POSITIVE_INFINITY));
    assertEquals(2.0, Erf.erfc(Double.NEGATIVE_INFINITY));
    assertTrue(Double.isNaN(Erf.erf(Double.NaN)) && Double.isNaN(Erf.erfc(Double.NaN)));
    assertEquals(2 / Math.sqrt(Math.PI) * 1e-300, Erf.erf(1e-300), 1e-315);
  }

  private static BigDecimal erf(double x) {
    BigDecimal square = new BigDecimal(x).pow(2, DIGITS);
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; n < 400; n++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(-n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), DIGITS), DIGITS);
    }
    return sum.multiply(BigDecimal.TWO).divide(PI.sqrt(DIGITS), DIGITS);
  }
}
