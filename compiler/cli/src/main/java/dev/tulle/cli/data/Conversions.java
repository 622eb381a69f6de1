package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.Arrays;

/// Between the values of the runtime, which sessions take and files hold, and those of the reference interpreter.
public final class Conversions {
  private Conversions() {}

  /// @param value of a sparse one the shape is known
  /// @throws TulleException for values that the interpreter has no room or no type for
  public static dev.tulle.dsl.interpret.Value toReference(String name, Value value) {
    ElementType element = element(name, value.type());
    return switch (value) {
      case Tensor tensor -> dev.tulle.dsl.interpret.Value.dense(element, extents(name, tensor.shape()), tensor.toDoubles());
      case SparseTensor sparse -> {
        long[] extents = Elements.shape(sparse);
        int[] small = extents(name, extents);
        double[] values = new double[Math.toIntExact(Shape.count(extents))];
        boolean[] present = new boolean[values.length];
        scatter(name, sparse, extents, values, present);
        yield dev.tulle.dsl.interpret.Value.sparse(element, small, values, present);
      }
    };
  }

  private static void scatter(String name, SparseTensor sparse, long[] shape, double[] values, boolean[] present) {
    if (sparse.rank() != shape.length) {
      throw new TulleException(TulleException.Code.SIZE,
          "the data of `" + name + "` is " + sparse.describe() + ", but `" + name + "` has " + shape.length + " axes");
    }
    long[] index = new long[shape.length];
    for (long element = 0; element < sparse.count(); element++) {
      for (int axis = 0; axis < index.length; axis++) {
        index[axis] = sparse.indices().getLong(element * index.length + axis);
        if (index[axis] < 0 || index[axis] >= shape[axis]) {
          throw new TulleException(TulleException.Code.FORMAT,
              "element " + element + " of `" + name + "` lies outside of its shape " + Shape.text(shape));
        }
      }
      int position = (int) Shape.position(shape, index);
      if (present[position])
        throw new TulleException(TulleException.Code.FORMAT, "`" + name + "` lists the element at " + Shape.text(index) + " twice");
      present[position] = true;
      values[position] = sparse.values().get(element);
    }
  }

  /// @param sparse whether to list the elements that exist; otherwise all do
  public static Value fromReference(dev.tulle.dsl.interpret.Value value, boolean sparse) {
    long[] shape = Arrays.stream(value.shape()).asLongStream().toArray();
    dev.tulle.runtime.tensor.ElementType type = dev.tulle.runtime.tensor.ElementType.valueOf(value.element().name());
    if (!sparse) {
      Tensor tensor = Tensor.zeros(type, shape);
      for (int i = 0; i < value.values().length; i++) tensor.set(i, value.values()[i]);
      return tensor;
    }
    int count = 0;
    for (int i = 0; i < value.values().length; i++) if (value.exists(i)) count++;
    Tensor indices = Tensor.zeros(dev.tulle.runtime.tensor.ElementType.I32, count, shape.length);
    Tensor values = Tensor.zeros(type, count);
    int element = 0;
    for (int i = 0; i < value.values().length; i++) {
      if (!value.exists(i)) continue;
      long[] index = Shape.index(shape, i);
      for (int axis = 0; axis < shape.length; axis++) indices.set((long) element * shape.length + axis, index[axis]);
      values.set(element++, value.values()[i]);
    }
    return SparseTensor.of(indices, values, shape);
  }

  private static ElementType element(String name, dev.tulle.runtime.tensor.ElementType type) {
    return switch (type) {
      case F32 -> ElementType.F32;
      case F16 -> ElementType.F16;
      case BF16 -> ElementType.BF16;
      case I32 -> ElementType.I32;
      case I8 -> ElementType.I8;
      case U8 -> ElementType.U8;
      case BOOL -> ElementType.BOOL;
      case I64 -> throw new TulleException(TulleException.Code.TYPE,
          "the data of `" + name + "` is i64, which no tensor of a program is; convert it to i32");
    };
  }

  private static int[] extents(String name, long[] shape) {
    if (Shape.count(shape) > Integer.MAX_VALUE - 8) {
      throw new TulleException(TulleException.Code.MEMORY,
          "`" + name + "` has " + Shape.count(shape) + " elements, more than the reference interpreter can hold");
    }
    return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
  }
}
