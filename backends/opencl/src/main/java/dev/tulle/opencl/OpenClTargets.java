package dev.tulle.opencl;

import dev.tulle.kernel.device.Target;
import java.util.List;

/// What OpenCL devices are like, as far as the compiler may know. On a CPU a group is one work-item that uses explicit vectors, since
/// drivers for CPUs do not vectorise the loops inside a work-item; on a GPU the items of a group run side by side, each on scalars.
final class OpenClTargets {
  static final Target CPU_16 = new Target(OpenClBackend.NAME, "opencl-cpu-16", 16, 32);
  static final Target CPU_8 = new Target(OpenClBackend.NAME, "opencl-cpu-8", 8, 16);
  /// With the local memory that every device of the full profile has, and groups that the GPUs of all makers have.
  static final Target GPU = new Target(OpenClBackend.NAME, "opencl-gpu", 1, 64, 32 << 10, 256, false, 0);

  private OpenClTargets() {}

  static List<Target> all() {
    return List.of(CPU_16, CPU_8, GPU);
  }
}
