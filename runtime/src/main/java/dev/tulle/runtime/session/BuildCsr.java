package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;

/// Compressed rows: the elements one after another, and where each row begins. Rows are those of all axes but the last.
final class BuildCsr {
  private BuildCsr() {}

  static BoundData build(Plan.Port port, StoredElements elements, long[] shape) {
    long columns = shape[shape.length - 1];
    checkColumns(port, columns);
    long rows = Shape.count(Arrays.copyOf(shape, shape.length - 1));
    Tensor offsets = Tensor.zeros(ElementType.I64, rows + 1);
    long stored = 0;
    long row = 0;
    while (elements.next()) {
      for (long own = elements.position() / columns; row < own;) setLong(offsets, ++row, stored);
      stored++;
    }
    while (row < rows) setLong(offsets, ++row, stored);
    Tensor indices = Tensor.zeros(ElementType.I32, stored);
    Tensor values = Tensor.zeros(ElementType.of(port.element()), stored);
    elements.restart();
    for (long slot = 0; elements.next(); slot++) {
      setInt(indices, slot, (int) (elements.position() % columns));
      elements.copyTo(values, slot);
    }
    return new BoundData(
        Map.of(StoredBuffers.offsets(port), offsets, StoredBuffers.indices(port), indices, StoredBuffers.values(port), values),
        OptionalLong.of(stored));
  }

  /// Stored positions are 32-bit.
  static void checkColumns(Plan.Port port, long columns) {
    if (columns <= Integer.MAX_VALUE) return;
    throw new TulleException(Code.SIZE,
        "the last axis of `" + port.name() + "` has " + columns + " positions; a sparse format can store at most 2147483647");
  }

  static void setLong(Tensor tensor, long position, long value) {
    tensor.data().setAtIndex(ValueLayout.JAVA_LONG, position, value);
  }

  static void setInt(Tensor tensor, long position, int value) {
    tensor.data().setAtIndex(ValueLayout.JAVA_INT, position, value);
  }
}
