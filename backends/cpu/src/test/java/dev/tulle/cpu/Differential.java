package dev.tulle.cpu;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.CompareWithInterpreter;
import java.util.List;

/// Compares the CPU with the interpreter, with several numbers of threads.
final class Differential {
  private Differential() {}

  /// @param buffers the contents of each buffer before the run; not changed
  static void check(Kernel kernel, Target target, long[] sizes, List<byte[]> buffers, int... threadCounts) {
    CompareWithInterpreter comparison = new CompareWithInterpreter(kernel, sizes, buffers);
    for (int threads : threadCounts) {
      try (Device device = CpuBackend.open(target, CpuOptions.threads(threads))) {
        comparison.check(device, Compiled.of(new CpuBackend(), kernel, target));
      }
    }
  }
}
