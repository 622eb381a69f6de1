package dev.tulle.cuda;

import static org.bytedeco.cuda.global.cudart.*;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.emit.Names;
import dev.tulle.kernel.launch.LaunchCard;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;

/// One kernel of a GPU. Its limits are compared with the GPU's before anything is launched.
final class LaunchKernel implements AutoCloseable {
  private final String name;
  private final LaunchCard card;
  private final CommandStream stream;
  private final DeviceFacts facts;
  private final CUmod_st module;
  private final CUfunc_st function = new CUfunc_st();
  private final MemorySegment arguments;
  /// Threads of a group: fewer than the GPU's where the kernel needs many registers.
  private final int most;

  /// @throws DeviceException if the driver does not take the kernel, or a limit of the GPU is too low for it
  LaunchKernel(KernelCode code, LoadModule load, CommandStream stream, DeviceFacts facts) {
    CudaCode own = CudaCode.read(code.kernel(), code.binary());
    name = code.kernel();
    card = own.card();
    this.stream = stream;
    this.facts = facts;
    if (PackArguments.bytes(card) > DeviceFacts.PARAMETER_BYTES) {
      throw new DeviceException("kernel " + name + " has " + PackArguments.bytes(card) + " bytes of arguments, but " + facts.title()
          + " takes " + DeviceFacts.PARAMETER_BYTES);
    }
    arguments = Arena.ofAuto().allocate(PackArguments.bytes(card), Long.BYTES);
    module = load.load(code, own.cubin());
    try {
      DriverStatus.check(cuModuleGetFunction(function, module, Names.ofKernel(name)), "kernel " + name);
      int shared = attribute(CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);
      if (shared > facts.groupMemory())
        throw new DeviceException("kernel " + name + " shares " + shared + " bytes in a group, but " + facts.title() + " has "
            + facts.groupMemory());
      most = Math.max(1, attribute(CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
    } catch (DeviceException e) {
      cuModuleUnload(module);
      throw e;
    }
  }

  private int attribute(int attribute) {
    int[] value = new int[1];
    DriverStatus.check(cuFuncGetAttribute(value, attribute, function), "kernel " + name + ", asking for a limit");
    return value[0];
  }

  void run(long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    if (sizes.length != card.sizes().size() || buffers.length != card.buffers())
      throw new CompilerBug("kernel " + name + " is launched with " + sizes.length + " sizes and " + buffers.length + " buffers");
    String what = "kernel " + name + " over " + Arrays.toString(grid) + " with sizes " + Arrays.toString(sizes);
    long groups = LaunchCard.groups(grid, what);
    if (groups == 0) return;
    LaunchShape shape = LaunchShape.of(card, groups, most, facts, what);
    long[] addresses = new long[buffers.length + 1];
    for (int i = 0; i < buffers.length; i++) addresses[i] = address(buffers[i], what);
    addresses[buffers.length] = address(status, what);
    PackArguments.pack(card, sizes, addresses, arguments);
    stream.launch(function, shape, arguments, what);
  }

  private static long address(DeviceMemory buffer, String what) {
    if (!(buffer instanceof CudaMemory own)) throw new CompilerBug(what + ": a buffer of another device");
    return own.live();
  }

  @Override
  public void close() {
    if (!stream.isClosed()) cuModuleUnload(module);
  }
}
