package dev.tulle.models;

import java.util.List;

/// A weight as a reader brings it: dense floats, row-major. The array is not copied; whoever makes a changed version copies first.
///
/// @param name as in the specification: `b1.wq`
public record DenseWeight(String name, List<Integer> shape, float[] values) {
  public DenseWeight {
    shape = List.copyOf(shape);
    var elements = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (elements != values.length) throw new IllegalArgumentException(name + " has shape " + shape + " but " + values.length + " elements");
  }

  /// The extent of the last axis, along which stored formats list and group.
  public int rowLength() {
    return shape.getLast();
  }

  /// The same elements in the same order under another shape.
  public DenseWeight reshaped(List<Integer> other) {
    return new DenseWeight(name, other, values);
  }
}
