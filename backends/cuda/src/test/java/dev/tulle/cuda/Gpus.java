package dev.tulle.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.launch.ProgramCache;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/// The first GPU of this machine, or an emulated one where there is no driver. Kernels are compiled when they are loaded: what `nvcc` makes
/// ahead of time has tests of its own.
final class Gpus {
  /// Whether what is tested here runs on a real GPU.
  static final boolean REAL = hasDriver();

  private static final CudaBackend BACKEND = backend();
  private static final List<DeviceInfo> DEVICES = BACKEND.devices();

  private Gpus() {}

  @SuppressWarnings("restricted")
  private static boolean hasDriver() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup("libcuda.so.1", arena);
      return true;
    } catch (IllegalArgumentException missing) {
      return false;
    }
  }

  @SuppressWarnings("restricted")
  private static CudaBackend backend() {
    if (!REAL && Emulator.missing().isEmpty()) {
      for (String library : List.of("libcuda.so.1", "libcudart.so.13", "libnvrtc.so.13"))
        System.load(Emulator.folder().resolve(library).toString());
    }
    return new CudaBackend(Optional::empty, ProgramCache.standard(CudaBackend.NAME));
  }

  /// Skips the test, with the reason, where there is neither.
  static DeviceInfo first() {
    assumeTrue(REAL || Emulator.missing().isEmpty(),
        () -> DEVICES.getFirst().unavailable().orElseThrow() + "; " + Emulator.missing().orElseThrow());
    assumeTrue(DEVICES.getFirst().unavailable().isEmpty(), () -> "cuda (" + DEVICES.getFirst().name() + ") cannot be used: "
        + DEVICES.getFirst().unavailable().orElseThrow());
    return DEVICES.getFirst();
  }

  static Device open() {
    return BACKEND.open(first());
  }

  static List<KernelCode> compiled(Kernel kernel) {
    return BACKEND.compile(List.of(kernel), first().target());
  }
}
