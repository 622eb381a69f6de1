package dev.tulle.opencl;

import static org.bytedeco.opencl.global.OpenCL.*;

import dev.tulle.kernel.device.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_command_queue;
import org.bytedeco.opencl._cl_context;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_event;
import org.bytedeco.opencl._cl_kernel;
import org.bytedeco.opencl._cl_mem;

/// A context with one queue, which runs what it is given in order. An error that the device reports while it works may come from any
/// command that waited, and leaves memory undefined: the queue is then lost, and says so from then on.
final class CommandQueue implements AutoCloseable {
  /// Heap memory is copied through native memory in pieces of this size.
  private static final long STAGE = 1 << 20;

  private final _cl_device_id device;
  private final _cl_context context;
  private final _cl_command_queue queue;
  private final MemorySegment stage = Arena.ofAuto().allocate(STAGE, 64);
  private final PointerPointer<_cl_event> event = new PointerPointer<>(1);
  private final SizeTPointer global = new SizeTPointer(1);
  private final SizeTPointer local = new SizeTPointer(1);
  /// Of the kernels since the last look at the clock.
  private Optional<_cl_event> first = Optional.empty();
  private Optional<_cl_event> last = Optional.empty();
  private String lastLaunch = "no kernel yet";
  private Optional<String> lost = Optional.empty();
  private boolean closed;

  private CommandQueue(_cl_device_id device, _cl_context context, _cl_command_queue queue) {
    this.device = device;
    this.context = context;
    this.queue = queue;
  }

  /// With the older way to make a queue: the newer one is not in OpenCL 1.2.
  @SuppressWarnings("deprecation")
  static CommandQueue open(FindDevices.Found found) {
    int[] status = new int[1];
    String name = found.facts().title();
    _cl_context context = clCreateContext(null, 1, found.device(), null, null, status);
    DriverStatus.check(status[0], "opening " + name);
    _cl_command_queue queue = clCreateCommandQueue(context, found.device(), CL_QUEUE_PROFILING_ENABLE, status);
    if (status[0] != 0) clReleaseContext(context);
    DriverStatus.check(status[0], "opening a queue on " + name);
    return new CommandQueue(found.device(), context, queue);
  }

  _cl_context context() {
    return context;
  }

  _cl_device_id device() {
    return device;
  }

  /// @throws DeviceException if the device was lost before
  /// @throws IllegalStateException after [#close]
  void checkUsable() {
    if (closed) throw new IllegalStateException("the OpenCL device is used after it was closed");
    lost.ifPresent(reason -> {
      throw new DeviceException("the OpenCL device was lost, open the model again: " + reason);
    });
  }

  /// @param host memory that the device uses as its own
  _cl_mem allocate(long bytes, Optional<MemorySegment> host) {
    checkUsable();
    int[] status = new int[1];
    long flags = CL_MEM_READ_WRITE | (host.isPresent() ? CL_MEM_USE_HOST_PTR : 0);
    _cl_mem memory = clCreateBuffer(context, flags, Math.max(bytes, 1), host.<Pointer> map(HostAddress::new).orElse(null), status);
    if (DriverStatus.isOutOfMemory(status[0]))
      throw new OutOfMemoryError("no room for " + bytes + " bytes on the OpenCL device: " + DriverStatus.name(status[0]));
    DriverStatus.check(status[0], "allocating " + bytes + " bytes");
    return memory;
  }

  void write(_cl_mem memory, long offset, MemorySegment from) {
    for (long done = 0; done < from.byteSize();) {
      long size = from.isNative() ? from.byteSize() : Math.min(STAGE, from.byteSize() - done);
      MemorySegment part = from.asSlice(done, size);
      MemorySegment source = from.isNative() ? part : stage.asSlice(0, size).copyFrom(part);
      checkUsable();
      waited(clEnqueueWriteBuffer(queue, memory, CL_TRUE, offset + done, size, new HostAddress(source), 0, (PointerPointer<?>) null, null),
          "writing " + from.byteSize() + " bytes");
      done += size;
    }
  }

  void read(_cl_mem memory, long offset, MemorySegment to) {
    for (long done = 0; done < to.byteSize();) {
      long size = to.isNative() ? to.byteSize() : Math.min(STAGE, to.byteSize() - done);
      MemorySegment part = to.asSlice(done, size);
      MemorySegment target = to.isNative() ? part : stage.asSlice(0, size);
      checkUsable();
      waited(clEnqueueReadBuffer(queue, memory, CL_TRUE, offset + done, size, new HostAddress(target), 0, (PointerPointer<?>) null, null),
          "reading " + to.byteSize() + " bytes");
      if (!to.isNative()) part.copyFrom(target);
      done += size;
    }
  }

  void fill(_cl_mem memory, long bytes, byte value) {
    if (bytes == 0) return;
    checkUsable();
    try (BytePointer pattern = new BytePointer(1)) {
      pattern.put(value);
      queued(clEnqueueFillBuffer(queue, memory, pattern, 1, 0, bytes, 0, (PointerPointer<?>) null, null), "filling " + bytes + " bytes");
    }
    finish();
  }

  /// @param what the kernel and its sizes, for messages
  void launch(_cl_kernel kernel, long items, long group, String what) {
    checkUsable();
    lastLaunch = what;
    global.put(items);
    local.put(group);
    event.put(0, (Pointer) null);
    queued(clEnqueueNDRangeKernel(queue, kernel, 1, null, global, local, 0, (PointerPointer<?>) null, event), what);
    _cl_event started = event.get(_cl_event.class, 0);
    if (first.isEmpty()) first = Optional.of(started);
    else last.ifPresent(e -> clReleaseEvent(e));
    if (first.get() != started) last = Optional.of(started);
  }

  /// Nanoseconds from the start of the first kernel since the last call to the end of the last one, by the device's clock; waits for it.
  long kernelTime() {
    finish();
    if (first.isEmpty()) return 0;
    long time = profile(last.orElse(first.get()), CL_PROFILING_COMMAND_END) - profile(first.get(), CL_PROFILING_COMMAND_START);
    forgetEvents();
    return time;
  }

  private static long profile(_cl_event event, int parameter) {
    try (LongPointer value = new LongPointer(1)) {
      DriverStatus.check(clGetEventProfilingInfo(event, parameter, Long.BYTES, value, null), "asking for the time of a kernel");
      return value.get();
    }
  }

  private void forgetEvents() {
    first.ifPresent(e -> clReleaseEvent(e));
    last.ifPresent(e -> clReleaseEvent(e));
    first = Optional.empty();
    last = Optional.empty();
  }

  /// Waits for everything.
  void finish() {
    checkUsable();
    waited(clFinish(queue), "waiting for the device");
  }

  /// As [#finish], whatever went wrong: the next call says that.
  void settle() {
    int status = clFinish(queue);
    if (status != 0 && lost.isEmpty()) lost = Optional.of(failure("waiting for the device", status));
  }

  private String failure(String what, int status) {
    return what + ", the last kernel being " + lastLaunch + ": the OpenCL driver says " + DriverStatus.name(status);
  }

  /// The status of a command that was only queued.
  private void queued(int status, String what) {
    if (status == DriverStatus.MEM_OBJECT_ALLOCATION_FAILURE)
      throw new OutOfMemoryError(what + ": the OpenCL device has no room for its buffers");
    if (status == CL_DEVICE_NOT_AVAILABLE || status == CL_INVALID_CONTEXT || status == CL_INVALID_COMMAND_QUEUE) waited(status, what);
    DriverStatus.check(status, what);
  }

  /// The status of a command that waited for all before it.
  private void waited(int status, String what) {
    if (status == 0) return;
    if (status == DriverStatus.MEM_OBJECT_ALLOCATION_FAILURE)
      throw new OutOfMemoryError(what + ": the OpenCL device has no room for its buffers");
    lost = Optional.of(failure(what, status));
    checkUsable();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (closed) return;
    clFinish(queue);
    forgetEvents();
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
    closed = true;
  }
}
