package dev.tulle.opencl;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.KernelCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The kernels of one plan, ready to be launched.
final class LoadedKernels implements LoadedCode {
  private final Map<String, LaunchKernel> kernels = new HashMap<>();

  LoadedKernels(List<KernelCode> code, BuildProgram build, CommandQueue queue, DeviceFacts facts, boolean parallel) {
    try {
      for (KernelCode one : code) {
        LaunchCard card = LaunchCard.read(one.kernel(), one.binary());
        kernels.put(one.kernel(), LaunchKernel.create(one, card, build, queue, facts, parallel));
      }
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
  public void close() {
    kernels.values().forEach(LaunchKernel::close);
    kernels.clear();
  }
}
