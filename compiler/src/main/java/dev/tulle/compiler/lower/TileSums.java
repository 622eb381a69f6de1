package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Expr;
import java.util.List;

/// Which item of a group keeps which sums of a tile, and how staged factors are multiplied into them.
interface TileSums {
  /// What is done with one sum.
  interface EachSum {
    /// @param at its place in the kept array, the item aside
    /// @param row its row in the tile
    /// @param column its column in the tile
    void accept(List<Expr> at, Expr row, Expr column);
  }

  /// The shape of the kept array, with the items first.
  List<Integer> shape();

  /// Adds the products of what is staged, as one phase.
  ///
  /// @param array the kept array
  void multiply(String array, StagedFactor ofRow, StagedFactor ofColumn);

  /// Emits `body` for each sum of an item, unrolled, so that what an item keeps can be in registers.
  void each(Expr item, EachSum body);
}
