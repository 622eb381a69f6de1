package dev.tulle.cuda;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.KernelCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The kernels of one plan, ready to be launched.
final class LoadedKernels implements LoadedCode {
  private final Map<String, LaunchKernel> kernels = new HashMap<>();
  private final CommandStream stream;

  LoadedKernels(List<KernelCode> code, LoadModule load, CommandStream stream, DeviceFacts facts) {
    this.stream = stream;
    try {
      for (KernelCode one : code) kernels.put(one.kernel(), new LaunchKernel(one, load, stream, facts));
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  @Override
  public void launch(String kernel, long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    LaunchKernel launch = kernels.get(kernel);
    if (launch == null) throw new CompilerBug("no kernel " + kernel + " was loaded");
    launch.run(grid, sizes, buffers, status);
  }

  @Override
  public OptionalLong kernelTime() {
    return OptionalLong.of(stream.kernelTime());
  }

  /// Waits for the kernels that still run: their code goes away.
  @Override
  public void close() {
    stream.settle();
    kernels.values().forEach(LaunchKernel::close);
    kernels.clear();
  }
}
