package dev.tulle.opencl;

import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.MatrixKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Kernels whose groups have items that share memory, wait for each other, and count.
class ProbeKernelsOnOpenClTest {
  private static final int[] SIZES = {0, 1, 15, 16, 17, 64, 65};

  private static void check(Kernel kernel, long[] sizes, List<byte[]> buffers) {
    Devices.first();
    CompareWithInterpreter comparison = new CompareWithInterpreter(kernel, sizes, buffers);
    for (DeviceInfo device : Devices.all()) comparison.check(Devices.open(device), Devices.compiled(kernel, device.target()));
  }

  @Test
  void rowSumEqualsTheInterpreter() {
    for (int m : SIZES) {
      AnyData data = new AnyData(m);
      check(ProbeKernels.rowSum(), new long[] {3, m}, List.of(data.floats(3 * m), new byte[4 * 3]));
    }
  }

  @Test
  void compactionEqualsTheInterpreter() {
    for (int m : SIZES) {
      AnyData data = new AnyData(m);
      check(ProbeKernels.compaction(), new long[] {5, m},
          List.of(data.floats(5 * m), data.bytes(4 * 5 * m), data.bytes(4 * 5 * m), new byte[4 * 5]));
    }
  }

  @Test
  void productsOfMatricesEqualTheInterpreter() {
    for (Kernel kernel : MatrixKernels.all()) check(kernel, new long[0], MatrixKernels.data(kernel, 7));
  }

  @Test
  void contractionEqualsTheInterpreter() {
    for (int n : SIZES) {
      AnyData data = new AnyData(n);
      check(ProbeKernels.contraction(), new long[] {n, 17, 33},
          List.of(data.floats(n * 33), data.floats(33 * 17), data.bytes(4 * n * 17)));
    }
  }
}
