package dev.tulle.kernel.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.interpret.Segments;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.text.KernelTextException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeKernelsTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void roundTrip() throws KernelTextException {
    for (Kernel kernel : ProbeKernels.all()) assertEquals(kernel, KernelParser.parse(KernelPrinter.print(kernel)));
  }

  /// In order, then in race mode.
  private void run(Kernel kernel, long[] sizes, List<MemorySegment> buffers, Runnable check) {
    Interpreter interpreter = new Interpreter(kernel);
    interpreter.run(sizes, buffers, Segments.status(0));
    check.run();
    interpreter.race(seed, sizes, buffers, Segments.status(0));
    check.run();
  }

  private float[] random(int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  @ParameterizedTest
  @CsvSource({"0,5", "3,0", "1,1", "2,63", "3,64", "2,65", "2,200"})
  void rowSumAddsInTheOrderOfItemsAndTree(int n, int m) {
    float[] x = random(n * m);
    float[] expected = new float[n];
    for (int t = 0; t < n; t++) {
      float[] part = new float[64];
      for (int j = 0; j < m; j++) part[j % 64] += x[t * m + j];
      for (int half = 32; half > 0; half /= 2) for (int i = 0; i < half; i++) part[i] += part[i + half];
      expected[t] = part[0];
    }
    MemorySegment y = Segments.of(new float[n]);
    run(ProbeKernels.rowSum(), new long[] {n, m}, List.of(Segments.of(x), y),
        () -> assertArrayEquals(expected, Segments.floats(y), "seed " + seed));
  }

  @ParameterizedTest
  @CsvSource({"0,5", "3,0", "1,1", "2,63", "3,64", "2,65", "2,200"})
  void compactionKeepsPositiveElementsInOrder(int n, int m) {
    float[] x = random(n * m);
    float[] values = new float[n * m];
    int[] columns = new int[n * m];
    int[] kept = new int[n];
    for (int t = 0; t < n; t++) {
      for (int j = 0; j < m; j++) {
        if (x[t * m + j] <= 0) continue;
        values[t * m + kept[t]] = x[t * m + j];
        columns[t * m + kept[t]++] = j;
      }
    }
    List<MemorySegment> buffers = List.of(Segments.of(x), Segments.of(new float[n * m]), Segments.of(new int[n * m]),
        Segments.of(new int[n]));
    run(
        ProbeKernels.compaction(),
        new long[] {n, m},
        buffers,
        () -> {
          assertArrayEquals(values, Segments.floats(buffers.get(1)), "seed " + seed);
          assertArrayEquals(columns, Segments.ints(buffers.get(2)), "seed " + seed);
          assertArrayEquals(kept, Segments.ints(buffers.get(3)), "seed " + seed);
        });
  }

  @ParameterizedTest
  @CsvSource({"0,3,4", "3,0,4", "3,4,0", "1,1,1", "16,16,16", "17,15,33", "31,32,5"})
  void contractionAddsFusedInOrder(int n, int m, int k) {
    float[] a = random(n * k);
    float[] b = random(k * m);
    float[] expected = new float[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++)
        for (int p = 0; p < k; p++) expected[i * m + j] = Math.fma(a[i * k + p], b[p * m + j], expected[i * m + j]);
    }
    float[] empty = new float[n * m];
    Arrays.fill(empty, Float.NaN);
    MemorySegment c = Segments.of(empty);
    run(
        ProbeKernels.contraction(),
        new long[] {n, m, k},
        List.of(Segments.of(a), Segments.of(b), c),
        () -> assertArrayEquals(expected, Segments.floats(c), "seed " + seed));
  }
}
