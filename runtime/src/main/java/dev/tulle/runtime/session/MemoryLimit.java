package dev.tulle.runtime.session;

import com.sun.management.OperatingSystemMXBean;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.lang.management.ManagementFactory;
import java.util.Map;

/// Refuses what cannot fit before any of it is allocated: a system that promises memory and has none kills the process later.
final class MemoryLimit {
  private static final long MACHINE = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
      ? system.getTotalMemorySize()
      : Long.MAX_VALUE;

  private MemoryLimit() {}

  /// @param bytes of each buffer that has to exist at once
  /// @throws TulleException `MEMORY` if all of them are more than this machine has
  static void check(Map<String, Long> bytes, BoundSizes sizes) {
    long total = 0;
    String largest = "";
    for (Map.Entry<String, Long> buffer : bytes.entrySet()) {
      total = Long.MAX_VALUE - total < buffer.getValue() ? Long.MAX_VALUE : total + buffer.getValue();
      if (largest.isEmpty() || buffer.getValue() > bytes.get(largest)) largest = buffer.getKey();
    }
    if (total <= MACHINE) return;
    throw new TulleException(
        Code.MEMORY,
        "the buffers take " + total + " bytes with " + sizes.spelled() + ", more than the " + MACHINE
            + " of this machine; the largest is `" + largest + "` with "
            + bytes.get(largest) + " bytes");
  }
}
