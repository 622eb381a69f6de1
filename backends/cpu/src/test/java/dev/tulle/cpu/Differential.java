package dev.tulle.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs a kernel in the interpreter and on the CPU, from the same bytes, and wants the same bits in every buffer. Only the payload of a
/// NaN may differ.
final class Differential {
  private static final int SITES = 4;

  /// Kept open for all the tests of the JVM, whose end closes them.
  private static final Map<Key, Device> DEVICES = new HashMap<>();

  private record Key(Target target, int threads) {}

  private Differential() {}

  /// @param buffers the contents of each buffer before the run; not changed
  static void check(Kernel kernel, Target target, long[] sizes, List<byte[]> buffers, int... threadCounts) {
    List<byte[]> expected = buffers.stream().map(byte[]::clone).toList();
    long[] status = new long[SITES];
    Arrays.fill(status, Long.MAX_VALUE);
    Interpreter interpreter = new Interpreter(kernel);
    interpreter.run(sizes, expected.stream().map(MemorySegment::ofArray).toList(), MemorySegment.ofArray(status));
    for (int threads : threadCounts) {
      List<byte[]> actual = new ArrayList<>();
      long[] failed = run(kernel, target, threads, interpreter.grid(sizes), sizes, buffers, actual);
      String where = kernel.name() + " for " + target.name() + " with " + threads + " threads at sizes "
          + Arrays.toString(sizes);
      for (int b = 0; b < expected.size(); b++) compare(where, kernel.buffers().get(b), expected.get(b), actual.get(b));
      assertEquals(List.of(Arrays.stream(status).boxed().toArray()), List.of(Arrays.stream(failed).boxed().toArray()),
          where + ": status");
    }
  }

  private static long[] run(Kernel kernel, Target target, int threads, long[] grid, long[] sizes, List<byte[]> buffers,
      List<byte[]> after) {
    CpuBackend backend = new CpuBackend();
    try (Device device = CpuBackend.open(target, CpuOptions.threads(threads));
        Device.LoadedCode code = device.load(Compiled.of(backend, kernel, target));
        Arena arena = Arena.ofConfined()) {
      DeviceMemory[] memories = buffers.stream().map(b -> device.allocate(b.length)).toArray(DeviceMemory[]::new);
      for (int b = 0; b < memories.length; b++) memories[b].write(0, MemorySegment.ofArray(buffers.get(b)));
      DeviceMemory status = device.allocate(8L * SITES);
      MemorySegment unfailed = arena.allocate(8L * SITES);
      for (int s = 0; s < SITES; s++) unfailed.setAtIndex(ValueLayout.JAVA_LONG, s, Long.MAX_VALUE);
      status.write(0, unfailed);
      code.launch(kernel.name(), grid, sizes, memories, status);
      for (int b = 0; b < memories.length; b++) {
        byte[] bytes = new byte[buffers.get(b).length];
        memories[b].read(0, MemorySegment.ofArray(bytes));
        after.add(bytes);
        memories[b].close();
      }
      long[] failed = new long[SITES];
      status.read(0, MemorySegment.ofArray(failed));
      status.close();
      return failed;
    }
  }

  private static void compare(String where, Buffer buffer, byte[] expected, byte[] actual) {
    int bytes = buffer.element().bytes();
    MemorySegment e = MemorySegment.ofArray(expected);
    MemorySegment a = MemorySegment.ofArray(actual);
    for (int i = 0; i < expected.length / bytes; i++) {
      long wanted = canonical(buffer.element(), e, i);
      long got = canonical(buffer.element(), a, i);
      if (wanted != got) {
        assertEquals(text(buffer.element(), wanted), text(buffer.element(), got), where + ": " + buffer.name() + " element " + i);
      }
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
