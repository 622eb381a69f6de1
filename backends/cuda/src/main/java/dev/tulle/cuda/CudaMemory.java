package dev.tulle.cuda;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import java.lang.foreign.MemorySegment;

/// Memory of the GPU.
final class CudaMemory implements DeviceMemory {
  private final CommandStream stream;
  private final long address;
  private final long bytes;
  private boolean closed;

  CudaMemory(CommandStream stream, long bytes) {
    this.stream = stream;
    this.bytes = bytes;
    address = stream.allocate(bytes);
  }

  /// @throws IllegalStateException if this memory is closed
  long live() {
    if (closed || stream.isClosed()) throw new IllegalStateException("memory of the CUDA device is used after it was closed");
    return address;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void write(long offset, MemorySegment from) {
    stream.write(within(offset, from), from);
  }

  @Override
  public void read(long offset, MemorySegment to) {
    stream.read(within(offset, to), to);
  }

  private long within(long offset, MemorySegment other) {
    if (offset < 0 || offset > bytes - other.byteSize())
      throw new CompilerBug(other.byteSize() + " bytes at " + offset + " of a buffer of " + bytes);
    return live() + offset;
  }

  @Override
  public void fill(byte value) {
    stream.fill(live(), bytes, value);
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    stream.release(address, bytes);
  }
}
