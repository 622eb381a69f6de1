package dev.tulle.kernel.ir;

import java.util.List;
import java.util.Optional;

/// A statement of a kernel's body. Names are declared before use, visible to the end of their block, and never shadowed.
public sealed interface Stmt {
  record Block(List<Stmt> statements) implements Stmt {
    public Block {
      statements = List.copyOf(statements);
    }
  }

  /// A name for a value that does not change.
  record Let(String name, Expr value) implements Stmt {}

  /// A variable and its first value.
  record Var(String name, Expr initial) implements Stmt {}

  record Assign(String name, Expr value) implements Stmt {}

  /// `condition` is a scalar boolean.
  record If(Expr condition, Block then, Block otherwise) implements Stmt {
    public If {
      Types.mask(condition, 1, "IF");
    }
  }

  /// Runs `body` with `name` = `from`, `from + step`, … while `name + step ≤ to`: *whole* steps only, so with step 1 the usual loop and
  /// with step L the lane loop, whose remainder starts at `from + (to − from) / L · L`. `step` is a positive constant. `from`, `to` and the
  /// variable have one integer type.
  record For(String name, Expr from, Expr to, int step, boolean unroll, Block body) implements Stmt {
    public For {
      Types.scalarInteger(from.type(), "FOR");
      Types.same(from.type(), to.type(), "FOR");
      if (step < 1) throw Types.bug("FOR step " + step);
    }
  }

  /// Loops while `condition` holds, at most `bound` times (an expression over what is in scope before the loop; running past it is a fault
  /// of the kernel).
  record While(Expr condition, Expr bound, Block body) implements Stmt {
    public While {
      Types.mask(condition, 1, "WHILE");
      Types.scalarInteger(bound.type(), "WHILE bound");
    }
  }

  enum Space {
    /// Shared by the items of a group.
    GROUP,
    /// Private to an item (to the group, outside of `Items`).
    ITEM,
    /// Kept for each item of the group from phase to phase: the first axis is the item, and an item touches its own elements alone.
    /// Registers, where items run side by side.
    KEPT
  }

  /// A small array of constant shape, zero at first.
  record Alloc(String name, Scalar element, List<Integer> shape, Space space) implements Stmt {
    public Alloc {
      shape = List.copyOf(shape);
      if (shape.isEmpty() || shape.stream().anyMatch(n -> n < 1)) throw Types.bug("ALLOC shape " + shape);
    }
  }

  /// Writes `value` (the buffer's compute type; lanes along the last axis) at `at`; under a mask only the active lanes.
  record Store(String buffer, List<Expr> at, Expr value, Optional<Expr> mask) implements Stmt {
    public Store {
      at = List.copyOf(at);
      at.forEach(e -> Types.scalarInteger(e.type(), "STORE position"));
      if (mask.isPresent()) Types.mask(mask.get(), value.type().lanes(), "STORE");
    }
  }

  enum AtomicOp {
    ADD,
    MIN,
    MAX,
    OR
  }

  /// Combines an integer into one element, atomically; the result is order-free and not returned.
  record Atomic(AtomicOp op, String buffer, List<Expr> at, Expr value) implements Stmt {
    public Atomic {
      at = List.copyOf(at);
      at.forEach(e -> Types.scalarInteger(e.type(), "ATOMIC position"));
      Types.scalarInteger(value.type(), "ATOMIC");
    }
  }

  /// One phase: `body` runs once for each item `0 ≤ name < extent` of the group, in any order; all have finished before the next statement
  /// starts. `extent` is constant. No `Items` inside `Items`. Code outside of `Items` is uniform for the group.
  record Items(String name, int extent, Block body) implements Stmt {
    public Items {
      if (extent < 1) throw Types.bug("ITEMS " + extent);
    }
  }

  /// A group reduction of `array` (a [Space#GROUP] array of one axis) over its first `count` elements by a fixed tree (element `i` with
  /// element `i + half`, the half being the power of two below the length), in the array's compute type; `name` is the result, uniform for
  /// the group. The array keeps its contents.
  record Collect(String name, Expr.FoldOp op, String array, int count) implements Stmt {}

  /// The exclusive prefix sum, in place, of the first `count` elements of `array` (a [Space#GROUP] array of one integer axis); `total` is
  /// the sum of all.
  record Scan(String total, String array, int count) implements Stmt {}

  /// Adds the product of two staged matrices to sums that the items keep, as one phase of the whole group: `sum += left · right`, where `left`
  /// has `depth` elements for each row of sums and `right` for each column. Both are group arrays of two axes, of one storage type, `F16` or
  /// `BF16`, and may be larger. Products are exact and sums `F32`; how sums are rounded on the way, and in which order products are added,
  /// is up to the device.
  ///
  /// `sum` is a kept array `[items, a, b, 4]` of `F32`. [#WARP] items are a warp; the warps are a rectangle of `warpRows` rows, row by row.
  /// Each has `a · b` tiles of [#TILE_ROWS] rows and [#TILE_COLUMNS] columns. Of each tile item `4 q + p` of the warp keeps, as element `e`,
  /// the sum in row `q + 8 (e / 2)` and column `2 p + e % 2`.
  ///
  /// @param leftAcross whether the rows of `left` lie along its last axis: `left[depth, row]`
  /// @param rightAcross whether the columns of `right` lie along its last axis: `right[depth, column]`
  record Multiply(String sum, String left, boolean leftAcross, String right, boolean rightAcross, int depth, int warpRows) implements Stmt {
    /// Items that multiply together.
    public static final int WARP = 32;
    public static final int TILE_ROWS = 16;
    public static final int TILE_COLUMNS = 8;
    /// What `depth` is a multiple of.
    public static final int TILE_DEPTH = 16;

    public Multiply {
      if (depth < 1 || depth % TILE_DEPTH != 0 || warpRows < 1) throw Types.bug("MULTIPLY of depth " + depth + ", rows " + warpRows);
    }
  }

  /// Records an error of the data at `site` (a number that the plan explains): of all positions that fail there the lowest is kept, with
  /// its `value`. Both are `I32`. The kernel goes on; what it writes is then of no use.
  record Fail(int site, Expr position, Expr value) implements Stmt {
    public Fail {
      Types.same(position.type(), Type.I32, "FAIL");
      Types.same(value.type(), Type.I32, "FAIL");
    }
  }
}
