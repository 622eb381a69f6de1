package dev.tulle.cpu;

import dev.tulle.kernel.device.Device.DeviceMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Off-heap memory at a fixed address, its own or the caller's.
final class CpuMemory implements DeviceMemory {
  /// A cache line, and the widest vector.
  static final long ALIGNMENT = 64;

  private final MemorySegment segment;
  private final Optional<Arena> arena;
  private boolean closed;

  private CpuMemory(MemorySegment segment, Optional<Arena> arena) {
    this.segment = segment;
    this.arena = arena;
  }

  static CpuMemory allocate(long bytes) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment whole = arena.allocate(Math.max(bytes, 1), ALIGNMENT);
      return new CpuMemory(whole.asSlice(0, bytes), Optional.of(arena));
    } catch (OutOfMemoryError none) {
      arena.close();
      OutOfMemoryError sized = new OutOfMemoryError(
          "no room for " + bytes + " bytes of off-heap memory; -XX:MaxDirectMemorySize gives more");
      sized.initCause(none);
      throw sized;
    }
  }

  static CpuMemory wrap(MemorySegment bytes) {
    if (bytes.isNative() && bytes.address() % ALIGNMENT == 0) return new CpuMemory(bytes, Optional.empty());
    CpuMemory copy = allocate(bytes.byteSize());
    copy.write(0, bytes);
    return copy;
  }

  /// @throws IllegalStateException if this memory, or the caller's memory it stands for, is closed
  long address() {
    live();
    return segment.address();
  }

  private MemorySegment live() {
    if (closed || !segment.scope().isAlive()) throw new IllegalStateException("memory of the CPU device is used after it was closed");
    return segment;
  }

  @Override
  public long bytes() {
    return segment.byteSize();
  }

  @Override
  public void write(long offset, MemorySegment from) {
    MemorySegment.copy(from, 0, live(), offset, from.byteSize());
  }

  @Override
  public void read(long offset, MemorySegment to) {
    MemorySegment.copy(live(), offset, to, 0, to.byteSize());
  }

  @Override
  public void fill(byte value) {
    live().fill(value);
  }

  @Override
  public void close() {
    if (!closed) arena.ifPresent(Arena::close);
    closed = true;
  }
}
