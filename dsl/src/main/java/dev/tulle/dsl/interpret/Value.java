package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;

/// A dense array that goes into the interpreter or comes out of it, row-major. The arrays are the caller's on the way in (they are not
/// changed) and the receiver's on the way out.
///
/// @param element how an element is stored; a pattern is an array of `BOOL`
/// @param shape the extent of each axis; empty for a scalar
/// @param values one value for each position; 0 where the element does not exist; 0 or 1 for `BOOL`
/// @param present whether each element exists; null: all do
public record Value(ElementType element, int[] shape, double[] values, boolean[] present) {
  public Value {
    long count = 1;
    for (int extent : shape) {
      if (extent < 0) throw new IllegalArgumentException("shape " + Arrays.toString(shape));
      count = Math.multiplyExact(count, (long) extent);
    }
    if (values.length != count || present != null && present.length != count) {
      throw new IllegalArgumentException(values.length + " values for shape " + Arrays.toString(shape));
    }
  }

  public static Value dense(ElementType element, int[] shape, double... values) {
    return new Value(element, shape, values, null);
  }

  public static Value sparse(ElementType element, int[] shape, double[] values, boolean[] present) {
    return new Value(element, shape, values, present);
  }

  /// A pattern: whether each position is a member.
  public static Value members(int[] shape, boolean... members) {
    double[] values = new double[members.length];
    for (int i = 0; i < values.length; i++) values[i] = Absent.truth(members[i]);
    return new Value(ElementType.BOOL, shape, values, null);
  }

  /// Whether the element at a row-major position exists.
  public boolean exists(int position) {
    return present == null || present[position];
  }

  /// Whether a row-major position of a pattern is a member.
  public boolean isMember(int position) {
    return exists(position) && values[position] != 0;
  }
}
