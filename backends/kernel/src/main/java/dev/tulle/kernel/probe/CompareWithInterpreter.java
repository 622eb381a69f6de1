package dev.tulle.kernel.probe;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs a kernel in the interpreter and on a device, from the same bytes, and wants the same bits in every buffer and every status word.
/// Only the payload of a NaN may differ.
public final class CompareWithInterpreter {
  private static final int SITES = 4;

  private final Kernel kernel;
  private final long[] sizes;
  private final List<byte[]> before;
  private final List<byte[]> expected;
  private final long[] grid;
  private final long[] status = unfailed();

  /// Runs the interpreter.
  ///
  /// @param buffers the contents of each buffer before the run; not changed
  public CompareWithInterpreter(Kernel kernel, long[] sizes, List<byte[]> buffers) {
    this.kernel = kernel;
    this.sizes = sizes;
    before = buffers;
    expected = buffers.stream().map(byte[]::clone).toList();
    Interpreter interpreter = new Interpreter(kernel);
    grid = interpreter.grid(sizes);
    interpreter.run(sizes, expected.stream().map(MemorySegment::ofArray).toList(), MemorySegment.ofArray(status));
  }

  private static long[] unfailed() {
    long[] words = new long[SITES];
    Arrays.fill(words, Long.MAX_VALUE);
    return words;
  }

  /// Loads and runs the kernel's code.
  ///
  /// @throws AssertionError with the first element that differs
  public void check(Device device, List<KernelCode> code) {
    try (Device.LoadedCode loaded = device.load(code)) {
      check(device, loaded);
    }
  }

  /// Runs the kernel's code.
  ///
  /// @throws AssertionError with the first element that differs
  public void check(Device device, Device.LoadedCode loaded) {
    List<DeviceMemory> memories = new ArrayList<>();
    try (DeviceMemory words = device.allocate(8L * SITES)) {
      for (byte[] contents : before) {
        DeviceMemory memory = device.allocate(contents.length);
        memories.add(memory);
        memory.write(0, MemorySegment.ofArray(contents));
      }
      words.write(0, MemorySegment.ofArray(unfailed()));
      loaded.launch(kernel.name(), grid, sizes, memories.toArray(DeviceMemory[]::new), words);
      String where = kernel.name() + " on " + device.info().name() + " for " + device.info().target().name() + " at sizes "
          + Arrays.toString(sizes);
      for (int b = 0; b < memories.size(); b++) {
        byte[] actual = new byte[before.get(b).length];
        memories.get(b).read(0, MemorySegment.ofArray(actual));
        compare(where, kernel.buffers().get(b), expected.get(b), actual);
      }
      long[] failed = new long[SITES];
      words.read(0, MemorySegment.ofArray(failed));
      if (!Arrays.equals(status, failed))
        throw new AssertionError(where + ": status " + Arrays.toString(failed) + ", expected " + Arrays.toString(status));
    } finally {
      memories.forEach(DeviceMemory::close);
    }
  }

  private static void compare(String where, Buffer buffer, byte[] expected, byte[] actual) {
    int bytes = buffer.element().bytes();
    MemorySegment e = MemorySegment.ofArray(expected);
    MemorySegment a = MemorySegment.ofArray(actual);
    for (int i = 0; i < expected.length / bytes; i++) {
      long wanted = canonical(buffer.element(), e, i);
      long got = canonical(buffer.element(), a, i);
      if (wanted == got) continue;
      throw new AssertionError(where + ": " + buffer.name() + " element " + i + " is " + text(buffer.element(), got) + ", expected "
          + text(buffer.element(), wanted));
    }
  }

  private static String text(Scalar element, long bits) {
    return Long.toHexString(bits) + (element.compute() == Scalar.F32 ? " = " + toFloat(element, bits) : "");
  }

  private static float toFloat(Scalar element, long bits) {
    return switch (element) {
      case F16 -> Float.float16ToFloat((short) bits);
      case BF16 -> Arithmetic.bfloat16ToFloat((short) bits);
      case F32 -> Float.intBitsToFloat((int) bits);
      case I32, I64, I8, U8, BOOL -> 0;
    };
  }

  /// The bits of an element; those of one NaN for any NaN.
  private static long canonical(Scalar element, MemorySegment memory, int i) {
    long bits = switch (element.bytes()) {
      case 1 -> memory.get(ValueLayout.JAVA_BYTE, i) & 0xff;
      case 2 -> memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i) & 0xffff;
      case 4 -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i) & 0xffff_ffffL;
      default -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i);
    };
    return Float.isNaN(toFloat(element, bits)) ? -1 : bits;
  }
}
