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
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;

/// Whole blocks over the last two axes, cut at the far edges: of dense data those with an element that is not zero, of sparse data those
/// that are listed (in full).
final class BuildBlocks {
  private final Plan.Port port;
  private final long[] shape;
  private final int blockRows;
  private final int blockColumns;
  private final long rows;
  private final long columns;
  private final long rowsOfBlocks;
  private final long columnsOfBlocks;

  private BuildBlocks(Plan.Port port, long[] shape) {
    this.port = port;
    this.shape = shape;
    blockRows = port.format().get(0);
    blockColumns = port.format().get(1);
    rows = shape[shape.length - 2];
    columns = shape[shape.length - 1];
    rowsOfBlocks = Math.ceilDiv(rows, blockRows);
    columnsOfBlocks = Math.ceilDiv(columns, blockColumns);
  }

  static BoundData build(Plan.Port port, Value value, long[] shape) {
    return new BuildBlocks(port, shape).build(value);
  }

  private BoundData build(Value value) {
    BuildCsr.checkColumns(port, columns);
    long leading = Shape.count(Arrays.copyOf(shape, shape.length - 2));
    StoredElements elements = StoredElements.of(port, value, shape);
    Tensor found = Tensor.zeros(ElementType.I64, leading, rowsOfBlocks, columnsOfBlocks);
    while (elements.next()) {
      long block = block(elements.position());
      BuildCsr.setLong(found, block, found.getLong(block) + 1);
    }
    if (value instanceof SparseTensor) checkWhole(found);
    Tensor offsets = Tensor.zeros(ElementType.I64, leading * rowsOfBlocks + 1);
    long stored = numberBlocks(found, offsets);
    Tensor indices = Tensor.zeros(ElementType.I32, stored);
    Tensor values = Tensor.zeros(ElementType.of(port.element()), stored, blockRows, blockColumns);
    for (long block = 0; block < found.count(); block++) {
      long slot = found.getLong(block) - 1;
      if (slot >= 0) BuildCsr.setInt(indices, slot, (int) (block % columnsOfBlocks));
    }
    elements.restart();
    while (elements.next()) {
      long slot = found.getLong(block(elements.position())) - 1;
      elements.copyTo(values, slot * blockRows * blockColumns + placeInBlock(elements.position()));
    }
    return new BoundData(
        Map.of(StoredBuffers.offsets(port), offsets, StoredBuffers.indices(port), indices, StoredBuffers.values(port), values),
        OptionalLong.of(stored));
  }

  /// The number of the block that an element lies in.
  private long block(long position) {
    long column = position % columns;
    long row = position / columns % rows;
    long matrix = position / columns / rows;
    return (matrix * rowsOfBlocks + row / blockRows) * columnsOfBlocks + column / blockColumns;
  }

  private long placeInBlock(long position) {
    return position / columns % rows % blockRows * blockColumns + position % columns % blockColumns;
  }

  /// Turns the count of each block into its slot + 1 (0: not stored), and fills where each row of blocks begins.
  private long numberBlocks(Tensor found, Tensor offsets) {
    long stored = 0;
    for (long block = 0; block < found.count(); block++) {
      if (found.getLong(block) > 0) BuildCsr.setLong(found, block, ++stored);
      if (block % columnsOfBlocks == columnsOfBlocks - 1) BuildCsr.setLong(offsets, block / columnsOfBlocks + 1, stored);
    }
    return stored;
  }

  private void checkWhole(Tensor found) {
    for (long block = 0; block < found.count(); block++) {
      long firstRow = block / columnsOfBlocks % rowsOfBlocks * blockRows;
      long firstColumn = block % columnsOfBlocks * blockColumns;
      long whole = Math.min(blockRows, rows - firstRow) * Math.min(blockColumns, columns - firstColumn);
      long count = found.getLong(block);
      if (count == 0 || count == whole) continue;
      throw new TulleException(
          Code.FORMAT,
          "the data of `" + port.name() + "` lists " + count + " of the " + whole + " elements of the block at row " + firstRow
              + ", column " + firstColumn
              + "; blocks(" + blockRows + ", " + blockColumns + ") are whole");
    }
  }
}
