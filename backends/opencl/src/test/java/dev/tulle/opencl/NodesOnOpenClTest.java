package dev.tulle.opencl;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.AnyData;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import dev.tulle.kernel.probe.NodeKernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every expression on every type, bit for bit as the interpreter has it: on scalars and on vectors of 8, and with the system property
/// `tulle.full` on vectors of 16 as well, which have fewer types.
class NodesOnOpenClTest {
  /// Compiling a kernel takes a driver some 200 ms, however little is in it.
  private static final int TOGETHER = 12;
  private static final int ROWS = 4;
  private static final int[] SIZES = {0, 1, 17, 67};

  @TestFactory
  Stream<DynamicTest> eachNodeEqualsTheInterpreter() {
    Devices.first();
    boolean full = Boolean.getBoolean("tulle.full");
    return Devices.all().stream().filter(d -> full || d.target().lanes() < 16).flatMap(NodesOnOpenClTest::tests);
  }

  private static Stream<DynamicTest> tests(DeviceInfo device) {
    List<Kernel> kernels = NodeKernels.together(device.target().lanes(), TOGETHER);
    return kernels.stream()
        .map(k -> DynamicTest.dynamicTest(k.name() + " for " + device.target().name() + " on " + device.name(), () -> check(k, device)));
  }

  private static void check(Kernel kernel, DeviceInfo device) {
    Device opened = Devices.open(device);
    try (Device.LoadedCode loaded = opened.load(Devices.compiled(kernel, device.target()))) {
      check(kernel, opened, loaded);
    }
  }

  private static void check(Kernel kernel, Device device, Device.LoadedCode loaded) {
    for (int n : SIZES) {
      AnyData data = new AnyData(n + 31L * kernel.name().hashCode());
      List<byte[]> buffers = kernel.buffers().stream().map(b -> data.of(b.element(), ROWS * n)).toList();
      new CompareWithInterpreter(kernel, new long[] {ROWS, n}, buffers).check(device, loaded);
    }
  }
}
