package dev.tulle.cuda;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.launch.ProgramCache;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A GPU with one stream: launches and writes return at once, reads wait.
final class CudaDevice implements Device {
  private final DeviceInfo info;
  private final DeviceFacts facts;
  private final CommandStream stream;
  private final ProgramCache cache;

  CudaDevice(DeviceInfo info, DeviceFacts facts, CommandStream stream, ProgramCache cache) {
    this.info = info;
    this.facts = facts;
    this.stream = stream;
    this.cache = cache;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    return new CudaMemory(stream, bytes);
  }

  /// Always a copy.
  @Override
  public DeviceMemory wrap(MemorySegment bytes) {
    DeviceMemory copy = allocate(bytes.byteSize());
    copy.write(0, bytes);
    return copy;
  }

  @Override
  public LoadedCode load(List<KernelCode> code) {
    stream.enter();
    return new LoadedKernels(code, new LoadModule(facts, cache), stream, facts);
  }

  @Override
  public void close() {
    stream.close();
  }
}
