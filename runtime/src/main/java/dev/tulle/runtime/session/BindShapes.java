package dev.tulle.runtime.session;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds sizes in the shapes of what is bound: an axis that is a size by itself says what it is; then every axis has to agree.
final class BindShapes {
  private BindShapes() {}

  /// @throws TulleException `TYPE` or `SIZE` naming the port, the axis and both values
  static void bind(List<Plan.Port> ports, Map<String, ? extends Value> values, BoundSizes sizes) {
    for (Plan.Port port : ports) {
      Value value = values.get(port.name());
      checkAlive(port, value);
      checkType(port, value);
      checkRank(port, value);
      extents(value).ifPresent(shape -> solve(port, shape, sizes));
    }
    for (Plan.Port port : ports) {
      Value value = values.get(port.name());
      extents(value).ifPresent(shape -> agree(port, value, shape, sizes));
    }
  }

  private static void checkAlive(Plan.Port port, Value value) {
    switch (value) {
      case Tensor t -> Memories.checkAlive(port.name(), t);
      case SparseTensor s -> {
        Memories.checkAlive(port.name(), s.indices());
        Memories.checkAlive(port.name(), s.values());
      }
    }
  }

  private static void checkType(Plan.Port port, Value value) {
    // The members of a pattern are those that sparse data lists, whatever values stand beside.
    if (port.pattern() && value instanceof SparseTensor) return;
    if (value.type().scalar() == port.element()) return;
    String expected = port.pattern() ? "is a pattern (bool)" : "is " + port.element().name().toLowerCase(Locale.ROOT);
    throw new TulleException(Code.TYPE, "`" + port.name() + "` " + expected + ", but the data is " + value.describe());
  }

  private static void checkRank(Plan.Port port, Value value) {
    int rank = switch (value) {
      case Tensor t -> t.rank();
      case SparseTensor s -> s.rank();
    };
    if (rank != port.axes().size()) {
      throw new TulleException(Code.SIZE, "`" + port.name() + "` has " + port.axes().size() + " axes, but the data is " + value.describe());
    }
  }

  private static Optional<long[]> extents(Value value) {
    return switch (value) {
      case Tensor t -> Optional.of(t.shape());
      case SparseTensor s -> s.shape().map(shape -> shape.stream().mapToLong(Long::longValue).toArray());
    };
  }

  private static void solve(Plan.Port port, long[] shape, BoundSizes sizes) {
    for (int axis = 0; axis < shape.length; axis++) {
      if (port.axes().get(axis) instanceof Expr.Ref size)
        sizes.define(size.name(), shape[axis], "by axis " + axis + " of `" + port.name() + "`");
    }
  }

  private static void agree(Plan.Port port, Value value, long[] shape, BoundSizes sizes) {
    long[] expected = sizes.shape(port.axes(), "`" + port.name() + "`");
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == expected[axis]) continue;
      throw new TulleException(
          Code.SIZE,
          "axis " + axis + " of `" + port.name() + "` must have " + expected[axis] + " positions ("
              + KernelPrinter.print(port.axes().get(axis)) + ", with "
              + sizes.spelled() + "), but the data is " + value.describe()
              + (value instanceof SparseTensor ? " of shape " + Shape.text(shape) : ""));
    }
  }
}
