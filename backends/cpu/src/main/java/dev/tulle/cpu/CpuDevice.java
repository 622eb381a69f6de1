package dev.tulle.cpu;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.DeviceInfo;
import dev.tulle.kernel.device.KernelCode;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Runs kernels on worker threads. A launch has finished when it returns.
final class CpuDevice implements Device {
  private final DeviceInfo info;
  private final WorkerPool pool;

  CpuDevice(DeviceInfo info, CpuOptions options) {
    this.info = info;
    pool = new WorkerPool(options);
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory allocate(long bytes) {
    return CpuMemory.allocate(bytes);
  }

  /// Without a copy if the memory is native and aligned; what is read-only must then not be given to a kernel that writes it.
  @Override
  public DeviceMemory wrap(MemorySegment bytes) {
    return CpuMemory.wrap(bytes);
  }

  @Override
  public LoadedCode load(List<KernelCode> code) {
    return new LoadedClasses(code, pool);
  }

  @Override
  public void close() {
    pool.close();
  }
}
