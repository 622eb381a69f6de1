package dev.tulle.cpu;

import java.util.Optional;
import java.util.concurrent.Executor;

/// How a CPU device may use the machine.
///
/// @param threads how many threads run a kernel at once, the calling one included; at least 1
/// @param executor where the other threads come from; without one the device starts daemon threads of its own. A kernel waits for
///     nothing, and an executor that starts its tasks late, or never, only makes it slower
public record CpuOptions(int threads, Optional<Executor> executor) {
  public CpuOptions {
    if (threads < 1) throw new IllegalArgumentException("a CPU device needs at least 1 thread, not " + threads);
  }

  /// One thread for each processor that this JVM may use, or as many as the system property `tulle.threads` says.
  public static CpuOptions standard() {
    return threads(Math.max(1, Integer.getInteger("tulle.threads", Runtime.getRuntime().availableProcessors())));
  }

  public static CpuOptions threads(int threads) {
    return new CpuOptions(threads, Optional.empty());
  }
}
