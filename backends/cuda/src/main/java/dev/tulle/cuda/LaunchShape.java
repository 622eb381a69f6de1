package dev.tulle.cuda;

import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.launch.LaunchCard;

/// How many groups of how many threads a kernel is started with. With phases, a group of the grid is a group of threads, of
/// whole warps, which hand each other values; without, it is one thread, and there are at least as many threads as groups of the grid.
record LaunchShape(int groups, int threads) {
  /// Threads that execute one instruction together.
  static final int WARP = 32;
  /// Where each thread works for itself: enough warps to hide the time of memory, few enough to spread over the processors.
  private static final int MOST = 256;

  /// @param wanted groups of the grid, at least 1
  /// @param most the most threads that the kernel can be started with: fewer than the GPU's where it needs many registers
  /// @param what the launch, for the message
  /// @throws DeviceException if the GPU cannot count so many groups, or its groups are too small
  static LaunchShape of(LaunchCard card, long wanted, int most, DeviceFacts facts, String what) {
    int threads = card.items() > 0 ? Math.clamp(Math.ceilDiv(card.items(), WARP) * WARP, 1, most)
        : single(wanted, most, facts.processors());
    if (card.each() && threads < card.items())
      throw new DeviceException(what + ": it needs groups of " + card.items() + " threads, but " + facts.name() + " starts it with at most "
          + most);
    long groups = card.items() > 0 ? wanted : Math.ceilDiv(wanted, threads);
    if (groups > facts.groups())
      throw new DeviceException(
          what + ": it needs " + groups + " groups of " + threads + " threads, but " + facts.name() + " starts at most "
              + facts.groups() + " groups");
    return new LaunchShape((int) groups, threads);
  }

  /// As many warps of a group as leave a group for every processor.
  private static int single(long wanted, int most, int processors) {
    int threads = MOST;
    while (threads > WARP && Math.ceilDiv(wanted, threads) < processors) threads /= 2;
    return Math.min(threads, most);
  }
}
