package dev.tulle.opencl;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.launch.ProgramCache;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A device with one queue: launches return at once, reads and writes wait.
final class OpenClDevice implements Device {
  /// Of memory that a device may use without a copy: a cache line.
  private static final long ALIGNMENT = 64;

  private final DeviceInfo info;
  private final DeviceFacts facts;
  private final CommandQueue queue;
  private final ProgramCache cache;

  OpenClDevice(DeviceInfo info, DeviceFacts facts, CommandQueue queue, ProgramCache cache) {
    this.info = info;
    this.facts = facts;
    this.queue = queue;
    this.cache = cache;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    if (bytes > facts.largestBuffer())
      throw new OutOfMemoryError("no room for " + bytes + " bytes: the largest buffer of " + info.name() + " has " + facts.largestBuffer());
    return OpenClMemory.allocate(queue, bytes);
  }

  /// Without a copy on a CPU if the memory is native and aligned; what is read-only must then not be given to a kernel that writes it.
  @Override
  public DeviceMemory wrap(MemorySegment bytes) {
    boolean shared = facts.isCpu() && facts.unified() && bytes.isNative() && bytes.address() % ALIGNMENT == 0 && bytes.byteSize() > 0;
    if (shared && bytes.byteSize() <= facts.largestBuffer()) return OpenClMemory.over(queue, bytes);
    DeviceMemory copy = allocate(bytes.byteSize());
    copy.write(0, bytes);
    return copy;
  }

  @Override
  public LoadedCode load(List<KernelCode> code) {
    return new LoadedKernels(code, new BuildProgram(queue, facts, cache), queue, facts, info.target().groupMemory() > 0);
  }

  @Override
  public void close() {
    queue.close();
  }
}
