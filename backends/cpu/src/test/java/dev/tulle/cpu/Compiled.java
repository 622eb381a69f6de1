package dev.tulle.cpu;

import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Compiles each kernel once.
final class Compiled {
  private record Key(Kernel kernel, Target target) {}

  private static final Map<Key, List<KernelCode>> CACHE = new HashMap<>();

  private Compiled() {}

  static List<KernelCode> of(CpuBackend backend, Kernel kernel, Target target) {
    return CACHE.computeIfAbsent(new Key(kernel, target), _ -> backend.compile(List.of(kernel), target));
  }

  /// Compiles many at once, which is much faster.
  static void all(CpuBackend backend, List<Kernel> kernels, Target target) {
    for (KernelCode code : backend.compile(kernels, target)) {
      Kernel kernel = kernels.stream().filter(k -> k.name().equals(code.kernel())).findFirst().orElseThrow();
      CACHE.put(new Key(kernel, target), List.of(code));
    }
  }
}
