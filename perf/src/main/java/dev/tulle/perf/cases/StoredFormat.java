package dev.tulle.perf.cases;

import dev.tulle.dsl.model.Format;
import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.OneDnn;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Param;

/// A linear layer of 1024 inputs and outputs of which half of the weights are stored, beside the dense product over all of them.
public class StoredFormat extends SideBySide {
  private static final int SIZE = 1024;

  /// A format, and how many neighbours along rows and columns share their fate.
  public enum Stored {
    CSR("csr", new Format.Csr(), 1),
    NM_2_4("nm(2, 4)", new Format.Nm(2, 4), 1),
    BLOCKS_16("blocks(16, 16)", new Format.Blocks(16, 16), 16),
    BLOCKS_32("blocks(32, 32)", new Format.Blocks(32, 32), 32);

    private final String text;
    private final Format format;
    private final int side;

    Stored(String text, Format format, int side) {
      this.text = text;
      this.format = format;
      this.side = side;
    }
  }

  @Param
  Stored stored;

  @Param({"1", "16", "128"})
  int rows;

  @Param("2")
  int threads;

  @Override
  protected String title() {
    return stored.text + " 1024x1024, half stored, " + rows + (rows == 1 ? " row" : " rows");
  }

  @Override
  protected Case prepare() {
    Tensor x = Fresh.tensor(rows, SIZE);
    Tensor w = Fresh.tensor(SIZE, SIZE);
    drop(w.data());
    var ours = Ours.open("linear.tulle", Ours.options(Map.of(), Map.of("w", stored.format)), threads, Map.of("w", w), Map.of("x", x), "y");
    return new Contestants(ours)
        .dense("oneDNN", () -> OneDnn.open(threads), " dense", x.data(), w.data(), true, new int[] {rows, SIZE, SIZE})
        .in(
            title(), threads, 1.0 * rows * SIZE * SIZE, 2.0 * SIZE * SIZE + 8.0 * rows * SIZE,
            Wanted.of(rows, SIZE, row -> LinearLayer.products(x, row, w, SIZE, SIZE)));
  }

  /// Half of the weights go: two of each group of four, whole blocks, or any.
  private void drop(MemorySegment w) {
    long seed = new SplittableRandom().nextLong();
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        if (isDropped(row, column, seed)) w.setAtIndex(ValueLayout.JAVA_FLOAT, (long) row * SIZE + column, 0);
      }
    }
  }

  private boolean isDropped(int row, int column, long seed) {
    if (stored == Stored.NM_2_4) return (column + new SplittableRandom(seed + row * SIZE + column / 4).nextInt(4)) % 4 >= 2;
    return new SplittableRandom(seed + (row / stored.side) * SIZE + column / stored.side).nextBoolean();
  }
}
