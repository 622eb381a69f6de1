package dev.tulle.kernel.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.ProbeKernels;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VerifierTest {
  static Kernel kernel(String text) {
    try {
      return KernelParser.parse("tulle-kernel 1\nkernel k\n" + text);
    } catch (KernelTextException e) {
      throw new AssertionError(text, e);
    }
  }

  @TestFactory
  Stream<DynamicTest> acceptsTheProbeKernels() {
    return ProbeKernels.all().stream().map(k -> DynamicTest.dynamicTest(k.name(), () -> Verifier.verify(k)));
  }

  static String refused(String text) {
    Kernel kernel = kernel(text);
    return Assertions.assertThrows(CompilerBug.class, () -> Verifier.verify(kernel)).getMessage();
  }

  @Test
  void acceptsAMatmulWithALaneLoopAndAMaskedTail() {
    Verifier.verify(
        kernel(
            """
            size n: i32
            size k: i32
            size m: i32
            buffer a: f32[n, k] read
            buffer b: f32[k, m] read
            buffer c: f32[n, m] write
            grid i < (n + 3) / 4
            {
              let rows: i32 = min(n - i * 4, 4)
              for r = 0 to rows {
                let row: i32 = i * 4 + r
                for j = 0 to m step 8 {
                  var s: f32x8 = vector(8, 0.0f)
                  for p = 0 to k {
                    s = fma(splat(8, a[row, p]), b[p, j]:f32x8, s)
                  }
                  c[row, j] = s
                }
                let rest: i32 = m / 8 * 8
                let tail: boolx8 = prefix(8, m - rest)
                var s: f32x8 = vector(8, 0.0f)
                for p = 0 to k {
                  s = fma(splat(8, a[row, p]), b[p, rest; tail]:f32x8, s)
                }
                c[row, rest; tail] = s
              }
            }
            """));
  }
}
