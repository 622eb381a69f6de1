package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Weight;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt.Multiply;

/// How large a tile of rows and columns a group has whose items run side by side: they stand in a square, and there is a square of sums for each. All are powers of two.
///
/// @param side rows (and columns) of items
/// @param own rows (and columns) of sums for one item, in its registers
/// @param depth elements of the axis summed over that are staged at a time
/// @param element what factors are staged as
record Tile(int side, int own, int depth, Scalar element) {
  /// Bytes that one load takes where neighbours lie together.
  private static final int TOGETHER = 16;
  /// Bytes of a row that are staged at a time at most.
  private static final int DEEPEST = 128;
  /// What comes after the sums is said again for each of them: if it weighs more than this, there are fewer.
  private static final int HEAVY = 40;
  private static final int FEW = 4;

  /// @param sums how many an element of the tile has
  /// @param after the [Weight] of what is computed from them
  static Tile of(Target target, int sums, int after, Scalar element) {
    int side = 1;
    while (4 * side * side <= target.groupItems()) side *= 2;
    // A third of the registers for sums: the factors, the positions and the loads on their way need the rest.
    int own = 1;
    while (4 * own * own * sums <= target.vectorRegisters() / 3) own *= 2;
    if (after > HEAVY) own = Math.min(own, FEW);
    // Half of the memory for staged tiles, so that another group can compute while one waits.
    long memory = target.groupMemory() / 2 / sums;
    int depth = element == Scalar.F32 ? FEW : Multiply.TILE_DEPTH;
    while (own > 1 && bytes(side * own, depth, element) > memory) own /= 2;
    while (depth * element.bytes() < DEEPEST && bytes(side * own, 2 * depth, element) <= memory) depth *= 2;
    return new Tile(side, own, depth, element);
  }

  private static long bytes(int edge, int depth, Scalar element) {
    long alongDepth = (long) edge * padded(depth, element);
    long alongEdge = (long) depth * padded(edge, element);
    return 2 * Math.max(alongDepth, alongEdge) * element.bytes();
  }

  /// Rows (and columns) of the tile.
  int edge() {
    return side * own;
  }

  int items() {
    return side * side;
  }

  /// Neighbouring elements that one load takes.
  int together() {
    return TOGETHER / element.bytes();
  }

  /// The length of a row of a staged tile of that many elements: longer, so that items that read down a column do not meet in one bank of memory.
  int padded(int length) {
    return padded(length, element);
  }

  private static int padded(int length, Scalar element) {
    return length + TOGETHER / element.bytes();
  }
}
