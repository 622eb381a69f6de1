package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Stmt.Multiply;
import java.util.List;

/// Warps have rectangles of sums, and multiply matrices of halves with the instructions for that.
final class MatrixSums implements TileSums {
  private final KernelBuilder builder;
  private final Tile tile;
  private final int warpRows;
  private final int warpColumns;

  MatrixSums(KernelBuilder builder, Tile tile) {
    this.builder = builder;
    this.tile = tile;
    this.warpRows = warpRows(tile);
    this.warpColumns = tile.items() / Multiply.WARP / warpRows;
  }

  /// Whether a tile is enough for all warps.
  static boolean fits(Tile tile) {
    if (tile.items() < Multiply.WARP) return false;
    int columns = tile.items() / Multiply.WARP / warpRows(tile) * Multiply.TILE_COLUMNS;
    return tile.edge() >= warpRows(tile) * Multiply.TILE_ROWS && tile.edge() >= columns && tile.depth() >= Multiply.TILE_DEPTH;
  }

  /// As many rows of warps as columns, or half as many: their tiles have twice as many rows as columns.
  private static int warpRows(Tile tile) {
    int rows = 1;
    while (4 * rows * rows <= tile.items() / Multiply.WARP) rows *= 2;
    return rows;
  }

  private int tileRows() {
    return tile.edge() / warpRows / Multiply.TILE_ROWS;
  }

  private int tileColumns() {
    return tile.edge() / warpColumns / Multiply.TILE_COLUMNS;
  }

  @Override
  public List<Integer> shape() {
    return List.of(tile.items(), tileRows(), tileColumns(), 4);
  }

  @Override
  public void multiply(String array, StagedFactor ofRow, StagedFactor ofColumn) {
    builder.emit(
        new Multiply(array, ofRow.array(), ofRow.hasNeighbours(), ofColumn.array(), ofColumn.hasNeighbours(), tile.depth(), warpRows));
  }

  /// The places are those that [Stmt.Multiply] defines.
  @Override
  public void each(Expr item, EachSum body) {
    // From item to row of warps digit by digit, so that the verifier can follow.
    Expr quads = Build.div(item, 4);
    Expr warp = Build.div(quads, Multiply.WARP / 4);
    Expr warpRow = builder.let("warp_row", warpRows == 1 ? Build.i32(0) : Build.div(warp, warpColumns));
    Expr warpColumn = builder.let("warp_column", Build.sub(warp, Build.mul(warpRow, warpColumns)));
    Expr quad = builder.let("quad", Build.mod(quads, Multiply.WARP / 4));
    Expr pair = builder.let("pair", Build.mod(item, 4));
    builder.unrolled("a", tileRows(), a -> builder.unrolled("half", 2, half -> {
      Expr tileRow = Build.add(Build.mul(warpRow, tileRows()), a);
      Expr row = Build.add(Build.add(Build.mul(tileRow, Multiply.TILE_ROWS), Build.mul(half, 8)), quad);
      builder.unrolled("b", tileColumns(), b -> builder.unrolled("odd", 2, odd -> {
        Expr tileColumn = Build.add(Build.mul(warpColumn, tileColumns()), b);
        Expr column = Build.add(Build.add(Build.mul(tileColumn, Multiply.TILE_COLUMNS), Build.mul(pair, 2)), odd);
        body.accept(List.of(a, b, Build.add(Build.mul(half, 2), odd)), row, column);
      }));
    }));
  }
}
