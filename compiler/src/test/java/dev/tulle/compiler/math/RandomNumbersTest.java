package dev.tulle.compiler.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.compiler.math.MathKernel.Body;
import dev.tulle.dsl.model.Function;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.verify.Verifier;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random numbers as kernels draw them, against the reference interpreter, with any seed and indices.
class RandomNumbersTest {
  private static final long SEED = 99;
  private static final Body UNIFORM = (m, x) -> m.uniform(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
  private static final Body NORMAL = (m, x) -> m.normal(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));
  private static final Body GUMBEL = (m, x) -> m.gumbel(x.get(0), x.get(1), x.get(2), x.get(3), x.get(4));

  private final int[][] words = new int[5][1 << 16];

  RandomNumbersTest() {
    Random random = new Random(SEED);
    for (int[] word : words) {
      for (int i = 0; i < word.length; i++) word[i] = i % 4 == 0 ? i : random.nextInt();
    }
  }

  @Test
  void uniformHasTheBitsThatTheLanguageDefines() {
    double[] expected = MathReference.of(Function.UNIFORM, words);
    float[] actual = MathKernel.run(UNIFORM, 1, words);
    for (int i = 0; i < actual.length; i++) assertEquals(expected[i], actual[i], "seed " + SEED + ", draw " + i);
    assertArrayEquals(actual, MathKernel.run(UNIFORM, 8, words));
  }

  @Test
  void kernelsThatDrawAreLegal() {
    Verifier.verify(MathKernel.kernel(NORMAL, 8, Scalar.I32, 5));
    Verifier.verify(MathKernel.kernel(GUMBEL, 8, Scalar.I32, 5));
  }

  @Test
  void normalIsExactToAFewUlp() {
    assertClose(6, Function.NORMAL, NORMAL);
  }

  @Test
  void gumbelIsExactToAFewUlpOfOne() {
    // Near its zero crossing, at u = 1/e, the logarithm of the rounded −log u is only exact to ulps of 1.
    double[] expected = MathReference.of(Function.GUMBEL, words);
    float[] actual = MathKernel.run(GUMBEL, 1, words);
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected[i], actual[i], 2 * Math.ulp(Math.max(1, Math.abs((float) expected[i]))), "seed " + SEED + ", draw " + i);
    }
  }

  private void assertClose(double ulp, Function function, Body body) {
    double[] expected = MathReference.of(function, words);
    float[] actual = MathKernel.run(body, 1, words);
    double worst = 0;
    for (int i = 0; i < actual.length; i++) worst = Math.max(worst, Ulp.error(actual[i], expected[i]));
    System.out.printf("%s at most %.3f ulp%n", function, worst);
    assertEquals(0, worst, ulp, "seed " + SEED);
  }
}
