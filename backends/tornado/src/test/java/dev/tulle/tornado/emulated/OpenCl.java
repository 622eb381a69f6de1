package dev.tulle.tornado.emulated;

import static org.bytedeco.opencl.global.OpenCL.*;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_command_queue;
import org.bytedeco.opencl._cl_context;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_kernel;
import org.bytedeco.opencl._cl_mem;
import org.bytedeco.opencl._cl_platform_id;
import org.bytedeco.opencl._cl_program;

/// The first OpenCL device, called as TornadoVM calls one: an error of a launch is only printed.
public final class OpenCl {
  private static final int LEADING = 4;
  private static final Optional<OpenCl> FIRST = find();

  private final _cl_platform_id platform;
  private final _cl_device_id device;
  private final _cl_context context;
  private final _cl_command_queue queue;
  /// What was built, as drivers keep it.
  private final Map<String, _cl_program> programs = new HashMap<>();
  /// What the leading arguments point at.
  private final Memory nothing;

  @SuppressWarnings("deprecation")
  private OpenCl(_cl_platform_id platform, _cl_device_id device) {
    this.platform = platform;
    this.device = device;
    int[] status = new int[1];
    context = clCreateContext(null, 1, device, null, null, status);
    check(status[0]);
    queue = clCreateCommandQueue(context, device, 0, status);
    check(status[0]);
    nothing = allocate(64);
  }

  public static Optional<OpenCl> first() {
    return FIRST;
  }

  private static Optional<OpenCl> find() {
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    try (PointerPointer<_cl_platform_id> platforms = new PointerPointer<>(1);
        PointerPointer<_cl_device_id> devices = new PointerPointer<>(1)) {
      int[] count = new int[1];
      if (clGetPlatformIDs(1, platforms, count) != 0 || count[0] == 0) return Optional.empty();
      _cl_platform_id platform = platforms.get(_cl_platform_id.class, 0);
      if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, devices, count) != 0 || count[0] == 0) return Optional.empty();
      return Optional.of(new OpenCl(platform, devices.get(_cl_device_id.class, 0)));
    } catch (LinkageError missing) {
      return Optional.empty();
    }
  }

  private static void check(int status) {
    if (status != 0) throw new IllegalStateException("OpenCL says " + status);
  }

  private static void print(String what, int status) {
    if (status != 0) System.err.println("[TornadoVM-OCL-JNI] ERROR : " + what + " -> Returned: " + status);
  }

  String platform(int property) {
    try (BytePointer text = new BytePointer(4096)) {
      text.fill(0);
      check(clGetPlatformInfo(platform, property, 4095, text, null));
      return text.getString();
    }
  }

  public String platform() {
    return platform(CL_PLATFORM_NAME);
  }

  public boolean isCpu() {
    return (number(CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU) != 0;
  }

  String text(int property) {
    try (BytePointer text = new BytePointer(1 << 16)) {
      text.fill(0);
      check(clGetDeviceInfo(device, property, (1 << 16) - 1, text, null));
      return text.getString();
    }
  }

  long number(int property) {
    try (LongPointer value = new LongPointer(1)) {
      value.put(0);
      check(clGetDeviceInfo(device, property, Long.BYTES, value, null));
      return value.get();
    }
  }

  /// Native memory as an argument.
  private static final class Address extends Pointer {
    private Address(MemorySegment memory) {
      super((Pointer) null);
      address = memory.address();
    }
  }

  Memory allocate(long bytes) {
    int[] status = new int[1];
    Memory memory = new Memory(clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, null, status), bytes);
    check(status[0]);
    return memory;
  }

  /// A buffer.
  final class Memory {
    private final _cl_mem memory;
    private final long bytes;

    private Memory(_cl_mem memory, long bytes) {
      this.memory = memory;
      this.bytes = bytes;
    }

    void write(MemorySegment from) {
      check(clEnqueueWriteBuffer(queue, memory, CL_TRUE, 0, bytes, new Address(from), 0, (PointerPointer<?>) null, null));
    }

    void read(MemorySegment to) {
      check(clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, bytes, new Address(to), 0, (PointerPointer<?>) null, null));
    }

    void fill(byte value) {
      try (BytePointer pattern = new BytePointer(1)) {
        pattern.put(value);
        check(clEnqueueFillBuffer(queue, memory, pattern, 1, 0, bytes, 0, (PointerPointer<?>) null, null));
        check(clFinish(queue));
      }
    }

    void release() {
      clReleaseMemObject(memory);
    }
  }

  Kernel kernel(String source, String entry, String flags) {
    int[] status = new int[1];
    byte[] text = source.getBytes(StandardCharsets.UTF_8);
    try (SizeTPointer size = new SizeTPointer(1)) {
      _cl_program program = programs.get(flags + source);
      if (program == null) {
        program = clCreateProgramWithSource(context, 1, text, size.put(text.length), status);
        if (clBuildProgram(program, 1, device, flags, null, null) != 0)
          throw new IllegalStateException("\u001b[31mError during code compilation with the OpenCL driver\u001b[0m");
        programs.put(flags + source, program);
      }
      _cl_kernel kernel = clCreateKernel(program, entry, status);
      if (status[0] != 0) throw new AssertionError("TornadoVM ends the JVM over a kernel that is not there: " + entry);
      return new Kernel(kernel);
    }
  }

  /// A kernel of a file.
  final class Kernel {
    private final _cl_kernel kernel;

    private Kernel(_cl_kernel kernel) {
      this.kernel = kernel;
    }

    void launch(List<Object> arguments, long global, long local) {
      pointer(0, nothing);
      pointer(1, nothing);
      print("clSetKernelArg", clSetKernelArg(kernel, 2, Long.BYTES, null));
      pointer(3, nothing);
      for (int i = 0; i < arguments.size(); i++) {
        switch (arguments.get(i)) {
          case Memory m -> pointer(LEADING + i, m);
          case Integer n -> number(LEADING + i, n, Integer.BYTES);
          case Long n -> number(LEADING + i, n, Long.BYTES);
          case Object other -> throw new IllegalStateException("no argument is a " + other.getClass());
        }
      }
      try (SizeTPointer items = new SizeTPointer(1);
          SizeTPointer group = new SizeTPointer(1)) {
        items.put(global);
        group.put(local);
        print("clEnqueueNDRangeKernel", clEnqueueNDRangeKernel(queue, kernel, 1, null, items, group, 0, (PointerPointer<?>) null, null));
      }
      print("clFinish", clFinish(queue));
    }

    private void pointer(int place, Memory memory) {
      try (PointerPointer<_cl_mem> value = new PointerPointer<>(1)) {
        value.put(0, memory.memory);
        print("clSetKernelArg", clSetKernelArg(kernel, place, Long.BYTES, value));
      }
    }

    private void number(int place, long number, int bytes) {
      try (LongPointer value = new LongPointer(1)) {
        value.put(number);
        print("clSetKernelArg", clSetKernelArg(kernel, place, bytes, value));
      }
    }

    void release() {
      clReleaseKernel(kernel);
    }
  }
}
