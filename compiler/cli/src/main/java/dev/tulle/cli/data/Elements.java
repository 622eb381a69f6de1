package dev.tulle.cli.data;

import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;

/// Walks a result, be it dense or sparse.
final class Elements {
  private Elements() {}

  /// Takes one element at its row-major position.
  @FunctionalInterface
  interface Visitor {
    void visit(long position, double value);
  }

  /// The extents of a result; a run always says them, sparse or not.
  static long[] shape(Value value) {
    return switch (value) {
      case Tensor tensor -> tensor.shape();
      case SparseTensor sparse -> sparse.shape().orElseThrow().stream().mapToLong(Long::longValue).toArray();
    };
  }

  /// Every element that exists, in row-major order.
  static void forEach(Value value, Visitor visitor) {
    switch (value) {
      case Tensor tensor -> {
        for (long position = 0; position < tensor.count(); position++) visitor.visit(position, tensor.get(position));
      }
      case SparseTensor sparse -> {
        long[] shape = shape(sparse);
        long[] index = new long[shape.length];
        for (long element = 0; element < sparse.count(); element++) {
          for (int axis = 0; axis < index.length; axis++) index[axis] = sparse.indices().getLong(element * index.length + axis);
          visitor.visit(Shape.position(shape, index), sparse.values().get(element));
        }
      }
    }
  }
}
