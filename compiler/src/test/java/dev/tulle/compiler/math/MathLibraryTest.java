package dev.tulle.compiler.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tulle.compiler.math.MathKernel.Body;
import dev.tulle.dsl.model.Function;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.kernel.verify.Verifier;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The library, run by the interpreter of Kernel IR, against the reference interpreter in double.
class MathLibraryTest {
  private static final long SEED = 4711;
  private static final int SAMPLES = 1 << 16;

  /// The functions, with the error bounds in ulp that [MathLibrary] promises.
  private enum Tested {
    EXP(1, 1.1, (m, x) -> m.exp(x.get(0))),
    EXPM1(1, 1.75, (m, x) -> m.expm1(x.get(0))),
    LOG(1, 1.1, (m, x) -> m.log(x.get(0))),
    LOG1P(1, 1.75, (m, x) -> m.log1p(x.get(0))),
    SIN(1, 2.5, (m, x) -> m.sin(x.get(0))),
    COS(1, 2.5, (m, x) -> m.cos(x.get(0))),
    ACOS(1, 1.3, (m, x) -> m.acos(x.get(0))),
    TANH(1, 2.5, (m, x) -> m.tanh(x.get(0))),
    ERF(1, 1.3, (m, x) -> m.erf(x.get(0))),
    ATAN2(2, 1.75, (m, x) -> m.atan2(x.get(0), x.get(1))),
    POW(2, 1.3, (m, x) -> m.pow(x.get(0), x.get(1)));

    private final int arity;
    private final double bound;
    private final Body body;

    Tested(int arity, double bound, Body body) {
      this.arity = arity;
      this.bound = bound;
      this.body = body;
    }

    private Function function() {
      return Function.valueOf(name());
    }

    private float[][] samples() {
      Random random = new Random(SEED);
      return arity == 1 ? new float[][] {Samples.unary(random, SAMPLES)} : Samples.binary(random, SAMPLES);
    }

    /// Whether the function promises anything for this argument.
    private boolean covers(float x) {
      return this != SIN && this != COS || !(Math.abs(x) > MathLibrary.TRIGONOMETRIC_RANGE) || Float.isInfinite(x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysWithinItsErrorBound(Tested tested) {
    float[][] x = tested.samples();
    float[] actual = MathKernel.run(tested.body, 1, x);
    double[] exact = MathReference.of(tested.function(), x);
    double worst = 0;
    int at = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double error = tested.covers(x[0][i]) ? Ulp.error(actual[i], exact[i]) : 0;
      if (error > worst) {
        worst = error;
        at = i;
      }
    }
    String arguments = x[0][at] + (tested.arity == 2 ? ", " + x[1][at] : "");
    System.out.printf("%-6s at most %.3f ulp, at %s%n", tested, worst, arguments);
    if (worst > tested.bound) fail("seed " + SEED + ": " + tested + "(" + arguments + ") is " + exact[at] + ", not " + actual[at]);
  }

  @ParameterizedTest
  @EnumSource
  void zerosHaveTheSignOfTheExactResult(Tested tested) {
    float[][] x = tested.samples();
    float[] actual = MathKernel.run(tested.body, 1, x);
    double[] exact = MathReference.of(tested.function(), x);
    for (int i = 0; i < SAMPLES; i++) {
      if (exact[i] == 0) assertEquals((float) exact[i], actual[i], tested + " of sample " + i + ", " + x[0][i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void vectorsGiveTheBitsOfScalars(Tested tested) {
    float[][] x = tested.samples();
    assertArrayEquals(MathKernel.run(tested.body, 1, x), MathKernel.run(tested.body, 8, x));
  }

  @ParameterizedTest
  @EnumSource
  void isLegalPrintsAndSharesItsValues(Tested tested) throws KernelTextException {
    Kernel kernel = MathKernel.kernel(tested.body, 8, Scalar.F32, tested.arity);
    Verifier.verify(kernel);
    String text = KernelPrinter.print(kernel);
    assertEquals(kernel, KernelParser.parse(text));
    int length = text.length();
    assertTrue(length < 6000, () -> tested + " is printed in " + length + " characters");
  }

  @Test
  void sineAndCosineBeyondTheirRangeAreZero() {
    float[] x = {Math.nextUp(MathLibrary.TRIGONOMETRIC_RANGE), -1e30f, Float.MAX_VALUE};
    assertArrayEquals(new float[3], MathKernel.run(Tested.SIN.body, 1, x));
    assertArrayEquals(new float[3], MathKernel.run(Tested.COS.body, 1, x));
  }
}
