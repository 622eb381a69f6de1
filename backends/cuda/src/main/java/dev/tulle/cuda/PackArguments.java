package dev.tulle.cuda;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.launch.LaunchCard;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The arguments of a kernel as the driver takes them: one block of memory, in which each stands at the next multiple of its size; the
/// sizes first, then the addresses of the buffers, and that of the status words last.
final class PackArguments {
  private PackArguments() {}

  /// Bytes of the block.
  static int bytes(LaunchCard card) {
    int end = 0;
    for (Scalar size : card.sizes()) end = place(end, size.bytes()) + size.bytes();
    return place(end, Long.BYTES) + Long.BYTES * (card.buffers() + 1);
  }

  /// @param addresses of the buffers and the status words
  /// @param block of [#bytes]
  /// @throws ArithmeticException if a size of 32 bits does not fit: it was checked when the launch was prepared
  static void pack(LaunchCard card, long[] sizes, long[] addresses, MemorySegment block) {
    int end = 0;
    for (int i = 0; i < sizes.length; i++) {
      int bytes = card.sizes().get(i).bytes();
      int at = place(end, bytes);
      if (bytes == Long.BYTES) block.set(ValueLayout.JAVA_LONG, at, sizes[i]);
      else block.set(ValueLayout.JAVA_INT, at, Math.toIntExact(sizes[i]));
      end = at + bytes;
    }
    end = place(end, Long.BYTES);
    for (int i = 0; i < addresses.length; i++) block.set(ValueLayout.JAVA_LONG, end + (long) Long.BYTES * i, addresses[i]);
  }

  private static int place(int end, int bytes) {
    return Math.ceilDiv(end, bytes) * bytes;
  }
}
