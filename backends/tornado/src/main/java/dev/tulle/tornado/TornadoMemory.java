package dev.tulle.tornado;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import java.lang.foreign.MemorySegment;

/// Memory of the device: the first bytes of an array.
final class TornadoMemory implements DeviceMemory {
  private final LaunchQueue queue;
  private final DeviceArray array;
  private final long bytes;
  private boolean closed;

  TornadoMemory(LaunchQueue queue, DeviceArray array, long bytes) {
    this.queue = queue;
    this.array = array;
    this.bytes = bytes;
  }

  /// @throws IllegalStateException if it is closed, or the application freed its array
  DeviceArray live() {
    if (closed || queue.isClosed() || !array.elements().scope().isAlive())
      throw new IllegalStateException("memory of the TornadoVM device is used after it was closed");
    return array;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void write(long offset, MemorySegment from) {
    MemorySegment to = within(offset, from.byteSize());
    if (from.byteSize() < bytes) queue.bringToHost(array);
    to.copyFrom(from);
    array.writtenByHost();
  }

  @Override
  public void read(long offset, MemorySegment to) {
    MemorySegment from = within(offset, to.byteSize());
    queue.bringToHost(array);
    to.copyFrom(from);
  }

  @Override
  public void fill(byte value) {
    within(0, bytes).fill(value);
    array.writtenByHost();
  }

  /// A part of the host's memory, after everything was run that was launched before.
  private MemorySegment within(long offset, long size) {
    if (offset < 0 || offset > bytes - size) throw new CompilerBug(size + " bytes at " + offset + " of a buffer of " + bytes);
    live();
    queue.run();
    return array.elements().asSlice(offset, size);
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    queue.giveBack(array);
  }
}
