package dev.tulle.runtime.session;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.OptionalLong;

/// Lays the data of a port out as its storage wants it, and checks what kernels rely on. The shape has been checked.
final class BindData {
  private BindData() {}

  /// @throws TulleException `FORMAT` for data that the storage cannot hold, `INDEX` for positions outside of a tensor
  static BoundData bind(Plan.Port port, Value value, BoundSizes sizes) {
    long[] shape = sizes.shape(port.axes(), "`" + port.name() + "`");
    BoundData data = switch (port.storage()) {
      case DENSE -> dense(port, value);
      case BITMAP -> new BoundData(Map.of(port.name(), bitmap(port, value, shape)), OptionalLong.empty());
      case CSR -> BuildCsr.build(port, StoredElements.of(port, value, shape), shape);
      case NM -> BuildNm.build(port, StoredElements.of(port, value, shape), shape);
      case BLOCKS -> BuildBlocks.build(port, value, shape);
      case MEMBERS -> members(port, value, shape);
    };
    if (port.values().isPresent()) checkRange(port, value, shape, sizes);
    return data;
  }

  private static BoundData dense(Plan.Port port, Value value) {
    if (!(value instanceof Tensor tensor)) {
      throw new TulleException(Code.FORMAT, "`" + port.name() + "` is dense, but the data is sparse: " + value.describe());
    }
    if (tensor.type() == ElementType.BOOL) checkBooleans(port, tensor);
    return new BoundData(Map.of(port.name(), tensor), OptionalLong.empty());
  }

  /// The elements that exist, and which these are.
  private static BoundData members(Plan.Port port, Value value, long[] shape) {
    if (!(value instanceof SparseTensor)) {
      throw new TulleException(Code.FORMAT, "`" + port.name() + "` is sparse, but the data is dense: " + value.describe());
    }
    Tensor values = Tensor.zeros(value.type(), shape);
    Tensor members = Tensor.zeros(ElementType.BOOL, shape);
    StoredElements elements = StoredElements.of(port, value, shape);
    while (elements.next()) {
      elements.copyTo(values, elements.position());
      members.set(elements.position(), 1);
    }
    return new BoundData(Map.of(port.name(), values, port.name() + StoredBuffers.MEMBERS, members), OptionalLong.empty());
  }

  private static Tensor bitmap(Plan.Port port, Value value, long[] shape) {
    switch (value) {
      case Tensor tensor -> {
        checkBooleans(port, tensor);
        return tensor;
      }
      case SparseTensor _ -> {
        Tensor bits = Tensor.zeros(ElementType.BOOL, shape);
        StoredElements members = StoredElements.of(port, value, shape);
        while (members.next()) bits.set(members.position(), 1);
        return bits;
      }
    }
  }

  /// Kernels compute with the bytes.
  static void checkBooleans(Plan.Port port, Tensor tensor) {
    MemorySegment bytes = tensor.data();
    for (long i = 0; i < bytes.byteSize(); i++) {
      byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
      if ((value & ~1) != 0) {
        throw new TulleException(
            Code.FORMAT, "element " + Positions.text(tensor.shape(), i) + " of `" + port.name() + "` is a bool with the byte "
                + Byte.toUnsignedInt(value) + ", not 0 or 1");
      }
    }
  }

  private static void checkRange(Plan.Port port, Value value, long[] shape, BoundSizes sizes) {
    Plan.IndexRange range = port.values().orElseThrow();
    long extent = sizes.evaluate(range.extent());
    Tensor elements = switch (value) {
      case Tensor t -> t;
      case SparseTensor s -> s.values();
    };
    for (long i = 0; i < elements.count(); i++) {
      long x = elements.getLong(i);
      if (x >= 0 && x < extent) continue;
      String position = value instanceof SparseTensor s ? Shape.text(StoredElements.index(s, i)) : Positions.text(shape, i);
      throw new TulleException(
          Code.INDEX, "element " + position + " of `" + port.name() + "` is " + x + ", but " + range.reader() + " has positions 0 to "
              + (extent - 1) + (extent == 0 ? " (none)" : ""));
    }
  }
}
