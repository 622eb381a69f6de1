package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;

/// The elements of one tensor, or the members of one pattern, while a model runs: row-major, [Absent#ABSENT] where none exists.
record Elements(ElementType element, int[] shape, double[] values) {
  /// An array of `shape` without any element.
  static Elements none(String name, ElementType element, int[] shape) {
    double[] values = new double[count(name, shape)];
    Arrays.fill(values, ABSENT);
    return new Elements(element, shape, values);
  }

  Elements copy() {
    return new Elements(element, shape, values.clone());
  }

  /// The number of positions of `shape`.
  static int count(String name, int[] shape) {
    double count = 1;
    for (int extent : shape) count *= extent;
    if (count > Integer.MAX_VALUE - 8) {
      throw new InterpretException(
          InterpretException.Code.MEMORY,
          "`" + name + "` has " + Text.tuple(shape) + " positions, more than the interpreter can hold; choose smaller sizes");
    }
    return (int) count;
  }

  /// The indices of a row-major place.
  static int[] indices(int place, int[] shape) {
    int[] at = new int[shape.length];
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      at[axis] = place % shape[axis];
      place /= shape[axis];
    }
    return at;
  }

  /// The same as an array for the caller. The members of a pattern are values; of a tensor, absent elements are 0 and not present.
  Value toValue() {
    double[] out = new double[values.length];
    boolean[] present = new boolean[values.length];
    boolean all = true;
    for (int i = 0; i < out.length; i++) {
      present[i] = !isAbsent(values[i]);
      all &= present[i];
      out[i] = present[i] ? values[i] : 0;
    }
    return new Value(element, shape.clone(), out, all ? null : present);
  }
}
