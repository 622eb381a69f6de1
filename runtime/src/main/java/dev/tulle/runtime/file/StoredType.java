package dev.tulle.runtime.file;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The element types of files, and as what they are read: those that Tulle has as they are, `f64` rounded to `f32`, other integers as `i32`
/// when every one fits.
enum StoredType {
  F16(2, ElementType.F16),
  BF16(2, ElementType.BF16),
  F32(4, ElementType.F32),
  F64(8, ElementType.F32),
  I8(1, ElementType.I8),
  U8(1, ElementType.U8),
  I16(2, ElementType.I32),
  U16(2, ElementType.I32),
  I32(4, ElementType.I32),
  U32(4, ElementType.I32),
  I64(8, ElementType.I32),
  U64(8, ElementType.I32),
  BOOL(1, ElementType.BOOL);

  private final int bytes;
  private final ElementType readAs;

  StoredType(int bytes, ElementType readAs) {
    this.bytes = bytes;
    this.readAs = readAs;
  }

  int bytes() {
    return bytes;
  }

  /// The bytes that a shape takes in a file.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` for a negative extent or too many elements
  long bytes(Place place, long[] shape) {
    for (long extent : shape) if (extent < 0) throw place.error("the shape " + Shape.text(shape) + " has a negative extent");
    for (long extent : shape) if (extent == 0) return 0;
    long count = 1;
    for (long extent : shape) {
      if (count > Long.MAX_VALUE / bytes / extent) {
        throw place.error("the shape " + Shape.text(shape) + " has more elements than 64 bits can count");
      }
      count *= extent;
    }
    return count * bytes;
  }

  /// The elements as a tensor: over the same memory where the type and the byte order are Tulle's, else a copy.
  ///
  /// @param data exactly the bytes of the shape
  Tensor read(Place place, MemorySegment data, ByteOrder order, long... shape) {
    boolean same = bytes == readAs.bytes() && (bytes == 1 || order == ByteOrder.nativeOrder()) && this != U32;
    if (this == BOOL) checkBooleans(place, data);
    if (same) return Tensor.wrap(data, readAs, shape);
    Tensor tensor = Tensor.zeros(readAs, shape);
    for (long i = 0; i < tensor.count(); i++) convert(place, data, order, i, tensor);
    return tensor;
  }

  private void convert(Place place, MemorySegment data, ByteOrder order, long i, Tensor to) {
    switch (this) {
      case F16, BF16 -> to.data()
          .setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i,
              data.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), i));
      case F32 ->
          to.data().setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, data.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), i));
      case F64 -> to.set(i, data.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), i));
      case I8, U8, I16, U16, I32, U32, I64, U64, BOOL ->
          to.data().setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, fitting(place, data, order, i));
    }
  }

  private int fitting(Place place, MemorySegment data, ByteOrder order, long i) {
    long value = switch (this) {
      case I16 -> data.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), i);
      case U16 -> Short.toUnsignedInt(data.getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), i));
      case I32 -> data.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), i);
      case U32 -> Integer.toUnsignedLong(data.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), i));
      case I64, U64 -> data.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), i);
      case I8, U8, BOOL, F16, BF16, F32, F64 -> throw new IllegalStateException(this + " is not converted to i32");
    };
    if (this == U64 && value < 0 || value != (int) value) {
      String shown = this == U64 ? Long.toUnsignedString(value) : Long.toString(value);
      throw place.error("element " + i + " is " + shown + "; integers are read as i32, which holds -2147483648 to 2147483647");
    }
    return (int) value;
  }

  private static void checkBooleans(Place place, MemorySegment data) {
    for (long i = 0; i < data.byteSize(); i++) {
      byte value = data.get(ValueLayout.JAVA_BYTE, i);
      if ((value & ~1) != 0)
        throw place.error("element " + i + " is a boolean with the byte " + Byte.toUnsignedInt(value) + ", not 0 or 1");
    }
  }
}
