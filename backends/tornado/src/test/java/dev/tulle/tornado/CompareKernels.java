package dev.tulle.tornado;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.NodeKernels;
import dev.tulle.kernel.probe.ProbeKernels;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Every expression on every type, and kernels whose items share memory, wait for each other and count, against the interpreter: as work-groups of a GPU, and as
/// vectors of a CPU.
///
/// @param open opens a device
record CompareKernels(DeviceInfo info, Function<DeviceInfo, Device> open) {
  private static final int TOGETHER = 24;
  private static final int ROWS = 4;
  private static final int[] NODE_SIZES = {0, 17, 67};
  private static final int[] SIZES = {0, 1, 16, 65};

  /// On vectors of 4, and with the system property `tulle.full` on those of 8 and 16.
  Stream<DynamicTest> all() {
    return TornadoTargets.all().stream().flatMap(target -> Stream.concat(nodes(target), probes(target)));
  }

  private Stream<DynamicTest> nodes(Target target) {
    IntStream lanes = target.lanes() == 1 ? IntStream.of(1) : Boolean.getBoolean("tulle.full") ? IntStream.of(4, 8, 16) : IntStream.of(4);
    return lanes.boxed()
        .flatMap(n -> NodeKernels.together(n, TOGETHER).stream())
        .map(k -> test(target, k, NODE_SIZES, n -> new long[] {ROWS, n}, n -> {
          AnyData data = new AnyData(n + 31L * k.name().hashCode());
          return k.buffers().stream().map(b -> data.of(b.element(), ROWS * n)).toList();
        }));
  }

  private Stream<DynamicTest> probes(Target target) {
    return Stream.of(
        test(target, ProbeKernels.rowSum(), SIZES, m -> new long[] {3, m}, m -> List.of(new AnyData(m).floats(3 * m), new byte[4 * 3])),
        test(target, ProbeKernels.compaction(), SIZES, m -> new long[] {5, m}, m -> {
          AnyData data = new AnyData(m);
          return List.of(data.floats(5 * m), data.bytes(4 * 5 * m), data.bytes(4 * 5 * m), new byte[4 * 5]);
        }),
        test(target, ProbeKernels.contraction(), SIZES, n -> new long[] {n, 17, 33}, n -> {
          AnyData data = new AnyData(n);
          return List.of(data.floats(n * 33), data.floats(33 * 17), data.bytes(4 * n * 17));
        }));
  }

  private DynamicTest test(Target target, Kernel kernel, int[] each, IntFunction<long[]> sizes, IntFunction<List<byte[]>> buffers) {
    return DynamicTest.dynamicTest(kernel.name() + " for " + target.name(), () -> {
      try (Device device = open.apply(Tornados.as(info, target));
          Device.LoadedCode loaded = device.load(Tornados.compiled(target, kernel))) {
        for (int n : each) new CompareWithInterpreter(kernel, sizes.apply(n), buffers.apply(n)).check(device, loaded);
      }
    });
  }
}
