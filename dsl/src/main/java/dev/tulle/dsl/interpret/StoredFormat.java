package dev.tulle.dsl.interpret;

import dev.tulle.dsl.interpret.InterpretException.Code;
import dev.tulle.dsl.model.Format;
import java.util.Optional;
import java.util.function.IntPredicate;

/// What a stored format says about existence: which elements of dense data it keeps, and which structures it refuses. Nothing is pruned
/// silently.
final class StoredFormat {
  private StoredFormat() {}

  /// The elements of dense data that a format stores: those that are not zero, and for blocks every element of a block that has one of
  /// these.
  static IntPredicate kept(Optional<Format> format, Value dense) {
    IntPredicate nonzero = place -> dense.values()[place] != 0;
    if (!(format.orElse(null) instanceof Format.Blocks blocks)) return nonzero;
    Grid grid = new Grid(dense.shape(), blocks);
    boolean[] occupied = new boolean[dense.values().length];
    for (int place = 0; place < occupied.length; place++) {
      if (nonzero.test(place)) occupied[grid.first(place)] = true;
    }
    return place -> occupied[grid.first(place)];
  }

  /// Refuses members that `format` cannot hold.
  static void check(String name, Format format, int[] shape, IntPredicate exists) {
    switch (format) {
      case Format.Csr _,Format.Csc _,Format.Bitmap _ -> {}
      case Format.Nm nm -> checkGroups(name, nm, shape, exists);
      case Format.Blocks blocks -> checkBlocks(name, blocks, shape, exists);
    }
  }

  private static void checkGroups(String name, Format.Nm nm, int[] shape, IntPredicate exists) {
    int last = shape[shape.length - 1];
    if (last % nm.m() != 0) {
      throw new InterpretException(
          Code.FORMAT,
          "the last axis of `" + name + "` has " + last + " positions, which is no multiple of the " + nm.m() + " of nm(" + nm.n() + ", "
              + nm.m() + ")");
    }
    int count = Elements.count(name, shape);
    for (int start = 0; start < count; start += nm.m()) {
      int members = 0;
      for (int place = start; place < start + nm.m(); place++) if (exists.test(place)) members++;
      if (members > nm.n()) {
        throw new InterpretException(
            Code.FORMAT,
            "`" + name + "` has " + members + " elements in the group of " + nm.m() + " that starts at " + Text.position(start, shape)
                + ", but nm("
                + nm.n() + ", " + nm.m() + ") allows " + nm.n());
      }
    }
  }

  private static void checkBlocks(String name, Format.Blocks blocks, int[] shape, IntPredicate exists) {
    Grid grid = new Grid(shape, blocks);
    int count = Elements.count(name, shape);
    for (int place = 0; place < count; place++) {
      if (exists.test(place) != exists.test(grid.first(place))) {
        throw new InterpretException(
            Code.FORMAT,
            "the block of `" + name + "` that starts at " + Text.position(grid.first(place), shape) + " is there in part only; blocks("
                + blocks.rows() + ", " + blocks.columns() + ") are whole");
      }
    }
  }

  /// The blocks over the last two axes.
  private record Grid(int[] shape, Format.Blocks blocks) {
    /// The place of the first element of the block that `place` lies in.
    int first(int place) {
      int columns = shape[shape.length - 1];
      int rows = shape[shape.length - 2];
      int column = place % columns;
      int row = place / columns % rows;
      return place - column % blocks.columns() - row % blocks.rows() * columns;
    }
  }
}
