package dev.tulle.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the driver says of one GPU.
///
/// @param ordinal its number
/// @param instructions compute capability: 90 for 9.0
/// @param memory bytes in all
/// @param processors its multiprocessors
/// @param groupThreads the most threads of a group
/// @param groupMemory bytes that the threads of a group share
/// @param groups the most groups of a launch
/// @param prohibited whether its administrator allows no computation on it
/// @param driver the version of CUDA that the driver is for: 13000 for 13.0
record DeviceFacts(
    int ordinal, String name, int instructions, long memory, int processors, int groupThreads, int groupMemory, int groups,
    boolean prohibited, int driver) {
  /// Bytes of all arguments of a kernel, for machine code of CUDA 12.1 and later.
  static final long PARAMETER_BYTES = 32_764;

  /// `NVIDIA H100`, the second of a machine `NVIDIA H100 #2`.
  String title() {
    return ordinal == 0 ? name : name + " #" + (ordinal + 1);
  }

  /// Why kernels cannot run there; empty if they can.
  Optional<String> unusable() {
    List<String> reasons = new ArrayList<>();
    if (instructions < CudaTargets.OLDEST)
      reasons.add("its instructions are " + CudaTargets.architecture(instructions) + ", but kernels need "
          + CudaTargets.architecture(CudaTargets.OLDEST) + " or later");
    if (prohibited) reasons.add("its compute mode is `prohibited`: `nvidia-smi -c 0` allows computation");
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  /// Versions and limits.
  String remark() {
    return String.format(Locale.ROOT, "%s, driver for CUDA %s, %d multiprocessors, %.1f GiB memory, groups of %d threads with %d KiB",
        CudaTargets.architecture(instructions), DriverLibrary.number(driver), processors, memory / (double) (1L << 30), groupThreads,
        groupMemory >> 10);
  }
}
