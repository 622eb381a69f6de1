package dev.tulle.cuda;

import dev.tulle.kernel.device.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What GPUs of NVIDIA are like, as far as the compiler may know: one target for each version of their instructions.
final class CudaTargets {
  /// Ampere: the first with asynchronous copies and bf16 on tensor cores.
  static final int OLDEST = 80;
  /// Of a thread.
  private static final int REGISTERS = 255;
  /// What a group may share without asking for more.
  private static final long GROUP_MEMORY = 48 << 10;
  /// A quarter of what a group may have, so that several groups run on one processor at a time.
  private static final int GROUP_ITEMS = 256;
  private static final Pattern NAME = Pattern.compile("cuda-sm_([1-9]\\d{1,2})");

  private CudaTargets() {}

  /// @param instructions compute capability: 90 for 9.0
  static Target of(int instructions) {
    return new Target(CudaBackend.NAME, "cuda-" + architecture(instructions), 1, REGISTERS, GROUP_MEMORY, GROUP_ITEMS, true, instructions);
  }

  /// For the GPUs of data centres, and for all others since the oldest: their machine code runs on later ones of the same generation, and
  /// the source beside it is compiled where it does not.
  static List<Target> all() {
    return List.of(of(90), of(OLDEST));
  }

  /// `cuda-sm_86`.
  static Optional<Target> named(String name) {
    Matcher matcher = NAME.matcher(name);
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .map(m -> Integer.parseInt(m.group(1)))
        .filter(v -> v >= OLDEST)
        .map(CudaTargets::of);
  }

  /// `sm_90`.
  static String architecture(int instructions) {
    return "sm_" + instructions;
  }

  /// Whether a GPU runs machine code that was made for another: of the same generation, and not later.
  static boolean runs(int gpu, int code) {
    return gpu / 10 == code / 10 && code <= gpu;
  }
}
