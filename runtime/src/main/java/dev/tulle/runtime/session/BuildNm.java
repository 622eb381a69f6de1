package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;

/// At most `n` elements in each group of `m` along the last axis, in `n` slots.
final class BuildNm {
  private static final int UNUSED = -1;

  private BuildNm() {}

  static BoundData build(Plan.Port port, StoredElements elements, long[] shape) {
    int n = port.format().get(0);
    int m = port.format().get(1);
    String format = "nm(" + n + ", " + m + ")";
    long last = shape[shape.length - 1];
    BuildCsr.checkColumns(port, last);
    if (last % m != 0) {
      throw new TulleException(Code.FORMAT,
          "the last axis of `" + port.name() + "` has " + last + " positions, which " + format + " cannot group by " + m);
    }
    long[] slots = shape.clone();
    slots[slots.length - 1] = last / m * n;
    Tensor indices = Tensor.zeros(ElementType.I32, slots);
    Tensor values = Tensor.zeros(ElementType.of(port.element()), slots);
    for (long slot = 0; slot < indices.count(); slot++) BuildCsr.setInt(indices, slot, UNUSED);
    long group = -1;
    int used = 0;
    while (elements.next()) {
      long own = elements.position() / m;
      used = own == group ? used + 1 : 1;
      group = own;
      if (used > n) throw overfull(port, shape, group, format);
      long slot = group * n + used - 1;
      BuildCsr.setInt(indices, slot, (int) (elements.position() % last));
      elements.copyTo(values, slot);
    }
    return new BoundData(Map.of(StoredBuffers.indices(port), indices, StoredBuffers.values(port), values), OptionalLong.empty());
  }

  private static TulleException overfull(Plan.Port port, long[] shape, long group, String format) {
    int m = port.format().get(1);
    long last = shape[shape.length - 1];
    long row = group * m / last;
    long column = group * m % last;
    String rowText = shape.length == 1 ? "" : "row " + Positions.text(Arrays.copyOf(shape, shape.length - 1), row) + ", ";
    return new TulleException(
        Code.FORMAT,
        "`" + port.name() + "` has more than " + port.format().get(0) + " elements in " + rowText + "group " + column / m + " (positions "
            + column + " to "
            + (column + m - 1) + " of " + Shape.text(shape) + "), which " + format + " does not allow; prune it first");
  }
}
