package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.*;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.emit.Names;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.launch.LaunchCard;
import java.util.Arrays;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencl._cl_kernel;
import org.bytedeco.opencl._cl_mem;
import org.bytedeco.opencl._cl_program;

/// One kernel of a device, and how many work-items it is started with.
final class LaunchKernel implements AutoCloseable {
  private final String name;
  private final LaunchCard card;
  private final CommandQueue queue;
  private final _cl_program program;
  private final _cl_kernel kernel;
  /// Work-items of a work-group.
  private final int group;
  private final PointerPointer<_cl_mem> memory = new PointerPointer<>(1);
  private final IntPointer narrow = new IntPointer(1);
  private final LongPointer wide = new LongPointer(1);

  private LaunchKernel(String name, LaunchCard card, CommandQueue queue, _cl_program program, _cl_kernel kernel, int group) {
    this.name = name;
    this.card = card;
    this.queue = queue;
    this.program = program;
    this.kernel = kernel;
    this.group = group;
  }

  /// @throws DeviceException if the device takes fewer arguments
  static void checkArguments(String kernel, LaunchCard card, DeviceFacts facts) {
    if (card.argumentBytes() > facts.parameterBytes()) {
      throw new DeviceException(
          "kernel " + kernel + " has " + card.argumentBytes() + " bytes of arguments, but " + facts.title() + " takes "
              + facts.parameterBytes() + " (CL_DEVICE_MAX_PARAMETER_SIZE)");
    }
  }

  /// @param program has the kernel; released when this is closed, or cannot be made
  /// @param parallel whether the items of a group run side by side on the device; if not, one of them does the work of all
  /// @throws DeviceException if the driver does not take the kernel, or a limit of the device is too low for it
  static LaunchKernel create(KernelCode code, LaunchCard card, _cl_program program, CommandQueue queue, DeviceFacts facts,
      boolean parallel) {
    int[] status = new int[1];
    _cl_kernel kernel = clCreateKernel(program, Names.ofKernel(code.kernel()), status);
    if (status[0] != 0) clReleaseProgram(program);
    DriverStatus.check(status[0], "kernel " + code.kernel());
    try {
      long shared = limit(queue, kernel, CL_KERNEL_LOCAL_MEM_SIZE);
      if (shared > facts.localMemory()) {
        throw new DeviceException("kernel " + code.kernel() + " shares " + shared + " bytes in a group, but " + facts.title() + " has "
            + facts.localMemory() + " (CL_DEVICE_LOCAL_MEM_SIZE)");
      }
      long most = Math.max(1, limit(queue, kernel, CL_KERNEL_WORK_GROUP_SIZE));
      long wanted = card.items() > 0 ? card.items() : limit(queue, kernel, CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE);
      if (card.each() && card.items() > most) {
        throw new DeviceException("kernel " + code.kernel() + " needs groups of " + card.items() + " items, but " + facts.title()
            + " starts it with at most " + most + " (CL_KERNEL_WORK_GROUP_SIZE)");
      }
      int group = card.each() ? card.items() : parallel ? (int) Math.clamp(wanted, 1, most) : 1;
      return new LaunchKernel(code.kernel(), card, queue, program, kernel, group);
    } catch (DeviceException e) {
      clReleaseKernel(kernel);
      clReleaseProgram(program);
      throw e;
    }
  }

  private static long limit(CommandQueue queue, _cl_kernel kernel, int parameter) {
    try (LongPointer value = new LongPointer(1)) {
      value.put(0);
      DriverStatus.check(clGetKernelWorkGroupInfo(kernel, queue.device(), parameter, Long.BYTES, value, null), "asking for a limit");
      return value.get();
    }
  }

  void run(long[] grid, long[] sizes, DeviceMemory[] buffers, DeviceMemory status) {
    if (sizes.length != card.sizes().size() || buffers.length != card.buffers())
      throw new CompilerBug("kernel " + name + " is launched with " + sizes.length + " sizes and " + buffers.length + " buffers");
    String what = "kernel " + name + " over " + Arrays.toString(grid) + " with sizes " + Arrays.toString(sizes);
    long groups = LaunchCard.groups(grid, what);
    if (groups == 0) return;
    int place = 0;
    for (int i = 0; i < sizes.length; i++) size(place++, card.sizes().get(i), sizes[i], what);
    for (DeviceMemory buffer : buffers) buffer(place++, buffer, what);
    buffer(place, status, what);
    // With phases a group is a work-group, without it is a work-item.
    long items = card.items() > 0 ? Math.multiplyExact(groups, group) : Math.multiplyExact(Math.ceilDiv(groups, group), group);
    queue.launch(kernel, items, group, what);
  }

  private void size(int place, Scalar type, long value, String what) {
    if (type == Scalar.I64) argument(place, Long.BYTES, wide.put(value), what);
    else argument(place, Integer.BYTES, narrow.put(Math.toIntExact(value)), what);
  }

  private void buffer(int place, DeviceMemory buffer, String what) {
    if (!(buffer instanceof OpenClMemory own)) throw new CompilerBug(what + ": a buffer of another device");
    memory.put(0, own.live());
    argument(place, Long.BYTES, memory, what);
  }

  private void argument(int place, long bytes, Pointer value, String what) {
    DriverStatus.check(clSetKernelArg(kernel, place, bytes, value), what + ", argument " + place);
  }

  @Override
  public void close() {
    clReleaseKernel(kernel);
    clReleaseProgram(program);
  }
}
