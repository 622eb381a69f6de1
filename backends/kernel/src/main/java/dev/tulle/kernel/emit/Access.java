package dev.tulle.kernel.emit;

import dev.tulle.kernel.ir.Scalar;
import java.util.Optional;

/// One place in an array, as `row + column + displacement` elements from its start. The three are kept apart because the row rarely
/// changes in an inner loop, and a constant folds into the machine's addressing.
///
/// @param array the array's identifier
/// @param row elements before the row, a 64-bit expression; empty if none
/// @param column position along the last axis without its constant part; empty if none
/// @param displacement the constant part
public record Access(String array, Scalar element, Place place, Optional<Code> row, Optional<Code> column, long displacement) {
  /// Where an array lives.
  public enum Place {
    /// A buffer of the kernel.
    BUFFER,
    /// A [dev.tulle.kernel.ir.Stmt.Space#GROUP] array.
    GROUP,
    /// A [dev.tulle.kernel.ir.Stmt.Space#ITEM] array.
    ITEM,
    /// A [dev.tulle.kernel.ir.Stmt.Space#KEPT] array where items run side by side: each has its own, so there is no axis of items.
    KEPT
  }
}
