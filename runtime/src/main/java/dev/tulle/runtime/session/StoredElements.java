package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Walks the elements that a sparse port keeps of some data, in ascending row-major order: of dense data those that are not exactly zero,
/// of sparse data the listed ones. Can be walked again after [#restart].
abstract sealed class StoredElements {
  private long position = -1;

  /// Goes to the next element; false at the end.
  abstract boolean next();

  /// Begins again before the first element.
  void restart() {
    position = -1;
  }

  /// The row-major number of the element.
  final long position() {
    return position;
  }

  final void moveTo(long next) {
    position = next;
  }

  /// Where the element's value stands in [#values].
  abstract long source();

  abstract Tensor values();

  /// Copies the element's bits.
  final void copyTo(Tensor to, long target) {
    int bytes = to.type().bytes();
    MemorySegment.copy(values().data(), source() * bytes, to.data(), target * bytes, bytes);
  }

  /// @throws TulleException `INDEX` for an element outside of the shape, `FORMAT` for one that is listed twice
  static StoredElements of(Plan.Port port, Value value, long[] shape) {
    return switch (value) {
      case Tensor tensor -> {
        if (tensor.type() == ElementType.BOOL) BindData.checkBooleans(port, tensor);
        yield new Dense(tensor);
      }
      case SparseTensor sparse -> Listed.of(port, sparse, shape);
    };
  }

  /// The indices of a row of a sparse tensor.
  static long[] index(SparseTensor sparse, long row) {
    long[] index = new long[sparse.rank()];
    for (int axis = 0; axis < index.length; axis++) index[axis] = sparse.indices().getLong(row * index.length + axis);
    return index;
  }

  /// Whether an element's bits are those of a zero of either sign.
  static boolean isZero(Tensor tensor, long position) {
    return switch (tensor.type()) {
      case F32 -> tensor.data().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, position) << 1 == 0;
      case F16, BF16 -> (tensor.data().getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, position) & 0x7fff) == 0;
      case I32, I64, I8, U8, BOOL -> tensor.getLong(position) == 0;
    };
  }

  private static final class Dense extends StoredElements {
    private final Tensor tensor;

    private Dense(Tensor tensor) {
      this.tensor = tensor;
    }

    @Override
    boolean next() {
      long next = position() + 1;
      while (next < tensor.count() && isZero(tensor, next)) next++;
      moveTo(next);
      return next < tensor.count();
    }

    @Override
    long source() {
      return position();
    }

    @Override
    Tensor values() {
      return tensor;
    }
  }

  private static final class Listed extends StoredElements {
    private final Tensor values;
    private final long[] positions;
    /// The rows of the list in the order of their positions.
    private final int[] order;
    private int at = -1;

    private Listed(Tensor values, long[] positions, int[] order) {
      this.values = values;
      this.positions = positions;
      this.order = order;
    }

    static Listed of(Plan.Port port, SparseTensor sparse, long[] shape) {
      Shape.count(shape);
      if (sparse.count() > Integer.MAX_VALUE - 8)
        throw new TulleException(Code.SIZE, "`" + port.name() + "` is bound to more than 2147483639 listed elements");
      Tensor values = port.pattern() ? members(sparse) : sparse.values();
      if (values.type() == ElementType.BOOL) BindData.checkBooleans(port, values);
      int count = (int) sparse.count();
      long[] positions = new long[count];
      for (int row = 0; row < count; row++) positions[row] = position(port, sparse, shape, row);
      int[] order = order(positions);
      for (int i = 1; i < count; i++) {
        if (positions[order[i]] == positions[order[i - 1]]) {
          throw new TulleException(Code.FORMAT,
              "the data of `" + port.name() + "` lists the element " + Positions.text(shape, positions[order[i]]) + " twice");
        }
      }
      return new Listed(values, positions, order);
    }

    /// What is listed is a member.
    private static Tensor members(SparseTensor sparse) {
      Tensor members = Tensor.zeros(ElementType.BOOL, sparse.count());
      members.data().fill((byte) 1);
      return members;
    }

    private static long position(Plan.Port port, SparseTensor sparse, long[] shape, int row) {
      long position = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        long index = sparse.indices().getLong((long) row * shape.length + axis);
        if (index < 0 || index >= shape[axis]) {
          throw new TulleException(
              Code.INDEX, "the data of `" + port.name() + "` lists the element " + Shape.text(index(sparse, row)) + " in row " + row
                  + ", outside of its shape " + Shape.text(shape));
        }
        position = position * shape[axis] + index;
      }
      return position;
    }

    private static int[] order(long[] positions) {
      int[] order = new int[positions.length];
      Arrays.setAll(order, i -> i);
      for (int i = 1; i < positions.length; i++) {
        if (positions[i] < positions[i - 1]) {
          return Arrays.stream(order)
              .boxed()
              .sorted((a, b) -> Long.compare(positions[a], positions[b]))
              .mapToInt(Integer::intValue)
              .toArray();
        }
      }
      return order;
    }

    @Override
    boolean next() {
      if (++at >= order.length) return false;
      moveTo(positions[order[at]]);
      return true;
    }

    @Override
    void restart() {
      super.restart();
      at = -1;
    }

    @Override
    long source() {
      return order[at];
    }

    @Override
    Tensor values() {
      return values;
    }
  }
}
