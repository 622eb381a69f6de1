package dev.tulle.runtime.tensor;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Arithmetic on shapes, in 64 bits and checked.
public final class Shape {
  private Shape() {}

  /// The number of elements; 1 for a scalar.
  ///
  /// @throws TulleException `SIZE` for a negative extent or more than 2⁶³ elements
  public static long count(long... shape) {
    long count = 1;
    boolean empty = false;
    for (long extent : shape) {
      if (extent < 0) throw new TulleException(Code.SIZE, "shape " + text(shape) + " has a negative extent");
      empty |= extent == 0;
    }
    if (empty) return 0;
    for (long extent : shape) {
      if (Math.multiplyHigh(count, extent) != 0 || count * extent < 0) {
        throw new TulleException(Code.SIZE, "shape " + text(shape) + " has more than 2^63 elements");
      }
      count *= extent;
    }
    return count;
  }

  /// The bytes that [#count] elements take.
  ///
  /// @throws TulleException `SIZE` where [#count] does, and for 2⁶³ bytes and more
  public static long bytes(ElementType type, long... shape) {
    long count = count(shape);
    if (count > Long.MAX_VALUE / type.bytes()) throw new TulleException(Code.SIZE, type + text(shape) + " has more than 2^63 bytes");
    return count * type.bytes();
  }

  /// The row-major number of a position.
  ///
  /// @throws IndexOutOfBoundsException if it is outside
  public static long position(long[] shape, long... index) {
    if (index.length != shape.length) throw new IndexOutOfBoundsException(text(index) + " in shape " + text(shape));
    long position = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (index[axis] < 0 || index[axis] >= shape[axis]) throw new IndexOutOfBoundsException(text(index) + " in shape " + text(shape));
      position = position * shape[axis] + index[axis];
    }
    return position;
  }

  /// The indices of a row-major number; all extents must be positive.
  public static long[] index(long[] shape, long position) {
    long[] index = new long[shape.length];
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = position % shape[axis];
      position /= shape[axis];
    }
    return index;
  }

  /// `[3, 4]`
  public static String text(long... shape) {
    return Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
