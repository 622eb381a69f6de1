package dev.tulle.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// All memory, for generated kernels: they are handed absolute addresses and read and write through [#ALL]. The compiler has proved their
/// accesses in bounds; nothing is checked here, so no other code should use it.
public final class Memory {
  /// Constant, and so large that bounds checks fold away.
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final VarHandle ATOMIC_INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle ATOMIC_LONG = ValueLayout.JAVA_LONG.varHandle();

  private Memory() {}

  /// Fills with zeros.
  public static void clear(long address, long bytes) {
    for (long i = 0; i < bytes; i++) ALL.set(BYTE, address + i, (byte) 0);
  }

  public static void atomicAdd(long address, int value) {
    ATOMIC_INT.getAndAdd(ALL, address, value);
  }

  public static void atomicAdd(long address, long value) {
    ATOMIC_LONG.getAndAdd(ALL, address, value);
  }

  public static void atomicOr(long address, int value) {
    ATOMIC_INT.getAndBitwiseOr(ALL, address, value);
  }

  public static void atomicOr(long address, long value) {
    ATOMIC_LONG.getAndBitwiseOr(ALL, address, value);
  }

  public static void atomicMin(long address, int value) {
    for (int old = ALL.get(INT, address); value < old; old = ALL.get(INT, address)) {
      if (ATOMIC_INT.compareAndSet(ALL, address, old, value)) return;
    }
  }

  public static void atomicMin(long address, long value) {
    for (long old = ALL.get(LONG, address); value < old; old = ALL.get(LONG, address)) {
      if (ATOMIC_LONG.compareAndSet(ALL, address, old, value)) return;
    }
  }

  public static void atomicMax(long address, int value) {
    for (int old = ALL.get(INT, address); value > old; old = ALL.get(INT, address)) {
      if (ATOMIC_INT.compareAndSet(ALL, address, old, value)) return;
    }
  }

  public static void atomicMax(long address, long value) {
    for (long old = ALL.get(LONG, address); value > old; old = ALL.get(LONG, address)) {
      if (ATOMIC_LONG.compareAndSet(ALL, address, old, value)) return;
    }
  }

  /// Keeps the lowest position, with its value, in the status word at `address`.
  public static void fail(long address, int position, int value) {
    atomicMin(address, (long) position << 32 | value & 0xffff_ffffL);
  }
}
