package dev.tulle.cuda;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every expression on every type, and kernels whose items share memory, wait for each other and count: bit for bit as the interpreter.
class KernelsOnGpuTest {
  private static final int TOGETHER = 12;
  private static final int ROWS = 4;
  private static final int[] NODE_SIZES = {0, 1, 17, 67};
  private static final int[] SIZES = {0, 1, 15, 16, 17, 64, 65};

  @TestFactory
  Stream<DynamicTest> eachNodeEqualsTheInterpreter() {
    Gpus.first();
    return NodeKernels.together(1, TOGETHER).stream().map(k -> DynamicTest.dynamicTest(k.name(), () -> check(k)));
  }

  private static void check(Kernel kernel) {
    check(kernel, NODE_SIZES, n -> new long[] {ROWS, n}, n -> {
      AnyData data = new AnyData(n + 31L * kernel.name().hashCode());
      return kernel.buffers().stream().map(b -> data.of(b.element(), ROWS * n)).toList();
    });
  }

  private static void check(Kernel kernel, int[] each, IntFunction<long[]> sizes, IntFunction<List<byte[]>> buffers) {
    try (Device device = Gpus.open();
        Device.LoadedCode loaded = device.load(Gpus.compiled(kernel))) {
      for (int n : each) new CompareWithInterpreter(kernel, sizes.apply(n), buffers.apply(n)).check(device, loaded);
    }
  }

  @Test
  void rowSumEqualsTheInterpreter() {
    check(ProbeKernels.rowSum(), SIZES, m -> new long[] {3, m}, m -> List.of(new AnyData(m).floats(3 * m), new byte[4 * 3]));
  }

  @Test
  void compactionEqualsTheInterpreter() {
    check(ProbeKernels.compaction(), SIZES, m -> new long[] {5, m}, m -> {
      AnyData data = new AnyData(m);
      return List.of(data.floats(5 * m), data.bytes(4 * 5 * m), data.bytes(4 * 5 * m), new byte[4 * 5]);
    });
  }

  @Test
  void contractionEqualsTheInterpreter() {
    check(ProbeKernels.contraction(), SIZES, n -> new long[] {n, 17, 33}, n -> {
      AnyData data = new AnyData(n);
      return List.of(data.floats(n * 33), data.floats(33 * 17), data.bytes(4 * n * 17));
    });
  }
}
