package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.function.BiConsumer;

/// Each item has a square of sums, and adds one fused product after another: the bits are those of the generic path.
final class SquareSums implements TileSums {
  private final KernelBuilder builder;
  private final Tile tile;
  private final boolean rowsTogether;
  private final boolean columnsTogether;

  /// @param rowsTogether whether in all staged tiles neighbouring rows lie side by side
  /// @param columnsTogether likewise columns
  SquareSums(KernelBuilder builder, Tile tile, boolean rowsTogether, boolean columnsTogether) {
    this.builder = builder;
    this.tile = tile;
    this.rowsTogether = rowsTogether;
    this.columnsTogether = columnsTogether;
  }

  @Override
  public List<Integer> shape() {
    return List.of(tile.items(), tile.own(), tile.own());
  }

  @Override
  public void multiply(String array, StagedFactor ofRow, StagedFactor ofColumn) {
    builder.items(tile.items(), item -> {
      Expr itemRow = itemRow(item);
      Expr itemColumn = itemColumn(item);
      builder.unrolled("at", tile.depth(), at -> own("r", itemRow, rowsTogether, (r, row) -> {
        Expr left = builder.let("left", ofRow.at(row, at));
        own("c", itemColumn, columnsTogether, (c, column) -> {
          Expr sum = Build.load(Type.F32, array, item, r, c);
          builder.emit(Build.store(array, List.of(item, r, c), Build.fma(left, ofColumn.at(column, at), sum)));
        });
      }));
    });
  }

  @Override
  public void each(Expr item, EachSum body) {
    Expr itemRow = itemRow(item);
    Expr itemColumn = itemColumn(item);
    own("r", itemRow, rowsTogether,
        (r, row) -> own("c", itemColumn, columnsTogether, (c, column) -> body.accept(List.of(r, c), row, column)));
  }

  private Expr itemRow(Expr item) {
    return builder.let("item_row", Build.div(item, tile.side()));
  }

  private Expr itemColumn(Expr item) {
    return builder.let("item_column", Build.mod(item, tile.side()));
  }

  /// For each of an item's own rows (or columns) its number and its place in the tile: neighbours where the staged tile has them side by side, so that they are read at once;
  /// elsewhere as far apart as there are items, so that neighbouring items read neighbouring rows.
  ///
  /// @param item the item's own place in its row or column of items
  private void own(String wanted, Expr item, boolean together, BiConsumer<Expr, Expr> body) {
    int run = together ? Math.min(tile.own(), tile.together()) : 1;
    builder.unrolled(wanted + "_run", tile.own() / run, number -> {
      Expr from = Build.add(Build.mul(number, (long) run * tile.side()), Build.mul(item, run));
      builder.unrolled(wanted, run, next -> body.accept(Build.add(Build.mul(number, run), next), Build.add(from, next)));
    });
  }
}
