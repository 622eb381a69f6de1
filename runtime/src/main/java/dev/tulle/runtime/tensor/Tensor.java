package dev.tulle.runtime.tensor;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A dense tensor: an element type, a shape and row-major memory.
///
/// **Who owns what.** A tensor never frees memory. [#of] and [#zeros] allocate off-heap memory, 64-byte aligned, which lives as long as
/// something refers to it (the tensor or [#data]). [#wrap] takes the caller's memory as it is: a change shows in the tensor, and the memory
/// must stay alive as long as the tensor is in use. A session reads a bound tensor's memory without a copy where the device can (off-heap,
/// 64-byte aligned, accessible from every thread); until `run` returns nobody may change an input, and until the session is closed nobody
/// may change a weight.
public final class Tensor implements Value {
  /// What devices can use without a copy starts at a multiple of this many bytes.
  public static final int ALIGNMENT = 64;

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final ElementType type;
  private final long[] shape;
  private final long count;
  private final MemorySegment data;

  private Tensor(ElementType type, long[] shape, MemorySegment data) {
    this.type = type;
    this.shape = shape.clone();
    this.count = Shape.count(shape);
    this.data = data;
  }

  /// The caller's memory as a tensor, without a copy. Memory with another alignment, or on the heap, works too: sessions then copy it.
  ///
  /// @throws TulleException `SIZE` if `data` does not have exactly the bytes of the shape
  public static Tensor wrap(MemorySegment data, ElementType type, long... shape) {
    long bytes = Shape.bytes(type, shape);
    if (data.byteSize() != bytes) {
      throw new TulleException(Code.SIZE, type + Shape.text(shape) + " takes " + bytes + " bytes, but the memory has " + data.byteSize());
    }
    return new Tensor(type, shape, data);
  }

  /// New memory, all zero.
  ///
  /// @throws TulleException `MEMORY` if there is no room
  public static Tensor zeros(ElementType type, long... shape) {
    long bytes = Shape.bytes(type, shape);
    try {
      return new Tensor(type, shape, Arena.ofAuto().allocate(Math.max(bytes, 1), ALIGNMENT).asSlice(0, bytes));
    } catch (OutOfMemoryError e) {
      throw new TulleException(
          Code.MEMORY, "no room for " + type + Shape.text(shape) + ", " + bytes + " bytes off the heap; -XX:MaxDirectMemorySize gives more",
          e);
    }
  }

  /// A copy of the values as `f32`.
  public static Tensor of(float[] values, long... shape) {
    return filled(ElementType.F32, MemorySegment.ofArray(values), shape);
  }

  /// A copy of the values as `i32`.
  public static Tensor of(int[] values, long... shape) {
    return filled(ElementType.I32, MemorySegment.ofArray(values), shape);
  }

  /// A copy of the values as `i8` or `u8`.
  public static Tensor of(ElementType type, byte[] values, long... shape) {
    if (type != ElementType.I8 && type != ElementType.U8) throw new TulleException(Code.TYPE, "bytes are i8 or u8, not " + type);
    return filled(type, MemorySegment.ofArray(values), shape);
  }

  /// A copy of the values as `bool`.
  public static Tensor of(boolean[] values, long... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
    return filled(ElementType.BOOL, MemorySegment.ofArray(bytes), shape);
  }

  /// A tensor without axes.
  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  /// A tensor without axes.
  public static Tensor scalar(int value) {
    return of(new int[] {value});
  }

  /// A tensor without axes.
  public static Tensor scalar(boolean value) {
    return of(new boolean[] {value});
  }

  private static Tensor filled(ElementType type, MemorySegment values, long... shape) {
    long bytes = Shape.bytes(type, shape);
    if (values.byteSize() != bytes) {
      throw new TulleException(
          Code.SIZE,
          "shape " + Shape.text(shape) + " has " + Shape.count(shape) + " elements, but there are " + values.byteSize() / type.bytes());
    }
    Tensor tensor = zeros(type, shape);
    tensor.data.copyFrom(values);
    return tensor;
  }

  @Override
  public ElementType type() {
    return type;
  }

  /// The extent of each axis; empty for a scalar.
  public long[] shape() {
    return shape.clone();
  }

  public int rank() {
    return shape.length;
  }

  public long extent(int axis) {
    return shape[axis];
  }

  /// The number of elements.
  public long count() {
    return count;
  }

  /// The memory itself, not a copy: row-major, native byte order.
  public MemorySegment data() {
    return data;
  }

  /// The same memory under another shape.
  public Tensor reshaped(long... other) {
    if (Shape.count(other) != count) throw new TulleException(Code.SIZE, describe() + " cannot have shape " + Shape.text(other));
    return new Tensor(type, other, data);
  }

  /// The element at a row-major position ([Shape#position]), exact for every type but large `i64`; a boolean is 0 or 1.
  public double get(long position) {
    return type.isFloat() ? getFloat(position) : getLong(position);
  }

  /// The element of a float tensor; of another, rounded to nearest.
  public float getFloat(long position) {
    return switch (type) {
      case F32 -> data.getAtIndex(FLOAT, position);
      case F16 -> Float.float16ToFloat(data.getAtIndex(SHORT, position));
      case BF16 -> Arithmetic.bfloat16ToFloat(data.getAtIndex(SHORT, position));
      case I32, I64, I8, U8, BOOL -> getLong(position);
    };
  }

  /// The element of an integer or boolean tensor; of a float tensor, truncated and saturated, NaN as 0.
  public long getLong(long position) {
    return switch (type) {
      case I32 -> data.getAtIndex(INT, position);
      case I64 -> data.getAtIndex(LONG, position);
      case I8, BOOL -> data.get(ValueLayout.JAVA_BYTE, position);
      case U8 -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, position));
      case F32, F16, BF16 -> (long) getFloat(position);
    };
  }

  /// Stores a value as the type can hold it: floats round to nearest even, integers truncate and saturate (NaN becomes 0), a boolean is
  /// whether it is not 0.
  public void set(long position, double value) {
    switch (type) {
      case F32 -> data.setAtIndex(FLOAT, position, (float) value);
      case F16 -> data.setAtIndex(SHORT, position, Float.floatToFloat16((float) value));
      case BF16 -> data.setAtIndex(SHORT, position, Arithmetic.floatToBfloat16((float) value));
      case I32 -> data.setAtIndex(INT, position, (int) value);
      case I64 -> data.setAtIndex(LONG, position, (long) value);
      case I8 -> data.set(ValueLayout.JAVA_BYTE, position, (byte) Math.clamp((long) value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case U8 -> data.set(ValueLayout.JAVA_BYTE, position, (byte) Math.clamp((long) value, 0, 255));
      case BOOL -> data.set(ValueLayout.JAVA_BYTE, position, (byte) (value != 0 ? 1 : 0));
    }
  }

  /// A copy with another element type, as [#set] converts; the same tensor if it has the type already.
  public Tensor to(ElementType other) {
    if (other == type) return this;
    Tensor converted = zeros(other, shape);
    for (long i = 0; i < count; i++) {
      if (other == ElementType.I64) converted.data.setAtIndex(LONG, i, getLong(i));
      else converted.set(i, get(i));
    }
    return converted;
  }

  /// A copy for Java code; fewer than 2³¹ elements.
  public float[] toFloats() {
    float[] values = new float[arrayLength()];
    if (type == ElementType.F32) MemorySegment.ofArray(values).copyFrom(data);
    else for (int i = 0; i < values.length; i++) values[i] = getFloat(i);
    return values;
  }

  /// A copy for Java code; fewer than 2³¹ elements.
  public double[] toDoubles() {
    double[] values = new double[arrayLength()];
    for (int i = 0; i < values.length; i++) values[i] = get(i);
    return values;
  }

  /// A copy for Java code; fewer than 2³¹ elements, each an `int`.
  ///
  /// @throws TulleException `TYPE` for floats, `SIZE` for an element that is no `int`
  public int[] toInts() {
    if (type.isFloat()) throw new TulleException(Code.TYPE, describe() + " has no integers");
    int[] values = new int[arrayLength()];
    for (int i = 0; i < values.length; i++) {
      long value = getLong(i);
      if (value != (int) value)
        throw new TulleException(Code.SIZE, "element " + i + " of " + describe() + " is " + value + ", which is no int");
      values[i] = (int) value;
    }
    return values;
  }

  /// A copy for Java code: which elements are not 0; fewer than 2³¹ of them.
  public boolean[] toBooleans() {
    boolean[] values = new boolean[arrayLength()];
    for (int i = 0; i < values.length; i++) values[i] = get(i) != 0;
    return values;
  }

  private int arrayLength() {
    if (count > Integer.MAX_VALUE - 8) throw new TulleException(Code.SIZE, describe() + " does not fit a Java array");
    return (int) count;
  }

  /// Whether the type, shape and bits are the same.
  public boolean contentEquals(Tensor other) {
    return type == other.type && Arrays.equals(shape, other.shape) && data.mismatch(other.data) == -1;
  }

  @Override
  public String describe() {
    return type + Shape.text(shape);
  }

  @Override
  public String toString() {
    return describe();
  }
}
