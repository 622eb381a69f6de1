package dev.tulle.opencl;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Device.LoadedCode;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.launch.LaunchCard;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.opencl._cl_program;
import org.bytedeco.opencl.global.OpenCL;

/// The kernels of one plan, ready to be launched.
final class LoadedKernels implements LoadedCode {
  private final Map<String, LaunchKernel> kernels = new HashMap<>();
  private final CommandQueue queue;

  LoadedKernels(List<KernelCode> code, BuildProgram build, CommandQueue queue, DeviceFacts facts, boolean parallel) {
    this.queue = queue;
    Map<String, LaunchCard> cards = new HashMap<>();
    for (KernelCode one : code) {
      LaunchCard card = LaunchCard.read(OpenClBackend.NAME, one.kernel(), new String(one.binary(), StandardCharsets.US_ASCII));
      LaunchKernel.checkArguments(one.kernel(), card, facts);
      cards.put(one.kernel(), card);
    }
    List<_cl_program> programs = build.build(code);
    int made = 0;
    try {
      while (made < code.size()) {
        KernelCode one = code.get(made);
        kernels.put(one.kernel(), LaunchKernel.create(one, cards.get(one.kernel()), programs.get(made++), queue, facts, parallel));
      }
    } catch (Throwable e) {
      programs.subList(made, programs.size()).forEach(OpenCL::clReleaseProgram);
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
    return OptionalLong.of(queue.kernelTime());
  }

  @Override
  public void close() {
    kernels.values().forEach(LaunchKernel::close);
    kernels.clear();
  }
}
