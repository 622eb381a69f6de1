package dev.tulle.tornado;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// An OpenCL device of TornadoVM. Launches only wait, reads and writes carry out what waits.
final class TornadoDevice implements Device {
  private final DeviceInfo info;
  private final DeviceFacts facts;
  private final LaunchQueue queue;

  TornadoDevice(DeviceInfo info, DeviceFacts facts, TornadoApi api) {
    this.info = info;
    this.facts = facts;
    queue = new LaunchQueue(api, facts);
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    return new TornadoMemory(queue, queue.take(bytes), bytes);
  }

  /// Without a copy on the host if the memory is that of an array of TornadoVM, as [TornadoArrays] gives it.
  @Override
  public DeviceMemory wrap(MemorySegment bytes) {
    Optional<Object> array = TornadoArrays.find(bytes);
    if (array.isPresent()) return new TornadoMemory(queue, queue.take(array.get(), bytes), bytes.byteSize());
    DeviceMemory copy = allocate(bytes.byteSize());
    copy.write(0, bytes);
    return copy;
  }

  @Override
  public LoadedCode load(List<KernelCode> code) {
    queue.checkUsable();
    return new LoadedKernels(code, queue, info.target().groupMemory() > 0 ? facts.groupItems() : 1);
  }

  @Override
  public void close() {
    queue.close();
  }
}
