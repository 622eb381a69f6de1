package dev.tulle.kernel.interpret;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Stmt.Multiply;

/// Runs [Multiply] on small matrices: each sum is fused with its products in the order of the depth.
final class MultiplyStaged {
  private final Multiply multiply;
  private final Memory sum;
  private final Memory left;
  private final Memory right;
  private final int tileRows;
  private final int tileColumns;
  private final int warpColumns;

  MultiplyStaged(Multiply multiply, Memory sum, Memory left, Memory right) {
    this.multiply = multiply;
    this.sum = sum;
    this.left = left;
    this.right = right;
    tileRows = (int) sum.shape[1];
    tileColumns = (int) sum.shape[2];
    warpColumns = (int) sum.shape[0] / Multiply.WARP / multiply.warpRows();
  }

  void run() {
    int rows = multiply.warpRows() * tileRows * Multiply.TILE_ROWS;
    int columns = warpColumns * tileColumns * Multiply.TILE_COLUMNS;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long place = place(row, column);
        float total = Arithmetic.toFloat(sum.get(place));
        for (int k = 0; k < multiply.depth(); k++) {
          total = Math.fma(element(left, row, k, multiply.leftAcross()), element(right, column, k, multiply.rightAcross()), total);
        }
        sum.set(place, Arithmetic.ofFloat(total));
      }
    }
  }

  private static float element(Memory staged, int edge, int depth, boolean across) {
    return Arithmetic.toFloat(staged.get(across ? depth * staged.shape[1] + edge : edge * staged.shape[1] + depth));
  }

  /// Which item keeps a sum, and as which element.
  private long place(int row, int column) {
    int tileRow = row / Multiply.TILE_ROWS;
    int tileColumn = column / Multiply.TILE_COLUMNS;
    int warp = tileRow / tileRows * warpColumns + tileColumn / tileColumns;
    int item = row % 8 * 4 + column % Multiply.TILE_COLUMNS / 2;
    int element = row % Multiply.TILE_ROWS / 8 * 2 + column % 2;
    long tile = (long) (tileRow % tileRows) * tileColumns + tileColumn % tileColumns;
    return (((long) warp * Multiply.WARP + item) * tileRows * tileColumns + tile) * 4 + element;
  }
}
