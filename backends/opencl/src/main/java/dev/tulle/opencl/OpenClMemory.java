package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.clReleaseMemObject;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bytedeco.opencl._cl_mem;

/// A buffer of the device, or the caller's memory that the device uses as its own.
final class OpenClMemory implements DeviceMemory {
  private final CommandQueue queue;
  private final _cl_mem memory;
  private final long bytes;
  private final Optional<MemorySegment> host;
  private boolean closed;

  private OpenClMemory(CommandQueue queue, long bytes, Optional<MemorySegment> host) {
    this.queue = queue;
    this.bytes = bytes;
    this.host = host;
    memory = queue.allocate(bytes, host);
  }

  static OpenClMemory allocate(CommandQueue queue, long bytes) {
    return new OpenClMemory(queue, bytes, Optional.empty());
  }

  static OpenClMemory over(CommandQueue queue, MemorySegment host) {
    return new OpenClMemory(queue, host.byteSize(), Optional.of(host));
  }

  /// @throws IllegalStateException if this memory, or the caller's memory it stands for, is closed
  _cl_mem live() {
    if (closed || queue.isClosed() || host.isPresent() && !host.get().scope().isAlive())
      throw new IllegalStateException("memory of the OpenCL device is used after it was closed");
    return memory;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void write(long offset, MemorySegment from) {
    queue.write(within(offset, from), offset, from);
  }

  @Override
  public void read(long offset, MemorySegment to) {
    queue.read(within(offset, to), offset, to);
  }

  private _cl_mem within(long offset, MemorySegment other) {
    if (offset < 0 || offset > bytes - other.byteSize())
      throw new CompilerBug(other.byteSize() + " bytes at " + offset + " of a buffer of " + bytes);
    return live();
  }

  @Override
  public void fill(byte value) {
    queue.fill(live(), bytes, value);
  }

  /// The caller's memory is free for other use afterwards: no kernel still reads it.
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    if (host.isPresent() && !queue.isClosed()) queue.settle();
    clReleaseMemObject(memory);
  }
}
