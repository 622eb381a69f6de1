package dev.tulle.kernel.interpret;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Scalar;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A buffer or array with its shape: elements are read and written as the bits of their compute type ([dev.tulle.kernel.ir.Expr.Const]).
final class Memory {
  final String name;
  final Scalar element;
  final long[] shape;

  /// Integers that are read must lie in `low ≤ x < high`; ignored where nothing is known.
  final long low;

  final long high;

  /// Nobody writes it, so there is nothing to race for.
  final boolean readOnly;

  /// What race mode knows of each element; unused otherwise.
  final RaceDetector.Log log = new RaceDetector.Log();

  private final MemorySegment bytes;

  Memory(String name, Scalar element, long[] shape, MemorySegment bytes, boolean readOnly, long low, long high) {
    this.name = name;
    this.element = element;
    this.shape = shape;
    this.bytes = bytes;
    this.readOnly = readOnly;
    this.low = low;
    this.high = high;
  }

  /// A new array, zero at first.
  static Memory array(String name, Scalar element, long[] shape) {
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(Math.multiplyExact(elements, element.bytes()))]);
    return new Memory(name, element, shape, bytes, false, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  long get(long index) {
    return switch (element) {
      case I32, F32 -> bytes.get(ValueLayout.JAVA_INT_UNALIGNED, index * 4);
      case I64 -> bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, index * 8);
      case BOOL -> bytes.get(ValueLayout.JAVA_BYTE, index);
      case F16 -> Arithmetic.ofFloat(Float.float16ToFloat(bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * 2)));
      case BF16 -> Arithmetic.ofFloat(Arithmetic.bfloat16ToFloat(bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * 2)));
      case I8 -> bytes.get(ValueLayout.JAVA_BYTE, index);
      case U8 -> bytes.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    };
  }

  void set(long index, long value) {
    switch (element) {
      case I32, F32 -> bytes.set(ValueLayout.JAVA_INT_UNALIGNED, index * 4, (int) value);
      case I64 -> bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, index * 8, value);
      case BOOL, I8, U8 -> bytes.set(ValueLayout.JAVA_BYTE, index, (byte) value);
      case F16 -> bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, index * 2, Float.floatToFloat16(Arithmetic.toFloat(value)));
      case BF16 -> bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, index * 2, Arithmetic.floatToBfloat16(Arithmetic.toFloat(value)));
    }
  }

  /// Whether a value (as its compute type has it) is one that an element of this memory may hold.
  boolean holds(long value) {
    boolean fits = switch (element) {
      case I8 -> value == (byte) value;
      case U8 -> value == (value & 0xff);
      case BOOL -> value == 0 || value == 1;
      case I32, I64, F32, F16, BF16 -> true;
    };
    return fits && (element.compute() == Scalar.F32 || value >= low && (value < high || high == Long.MAX_VALUE));
  }

  /// `name[i, j]` of an element.
  String element(long index) {
    long[] position = new long[shape.length];
    long rest = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return name + Arrays.toString(position);
  }
}
