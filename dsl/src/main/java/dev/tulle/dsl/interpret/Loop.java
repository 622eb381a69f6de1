package dev.tulle.dsl.interpret;

/// Index variables that run together: every combination of their values, the last one fastest.
///
/// @param slots where each variable's value stands
/// @param extents the number of values of each
record Loop(int[] slots, int[] extents) {
  /// What is done for one combination; `position` is its place in row-major order.
  @FunctionalInterface
  interface Step {
    void at(long position);
  }

  void forEach(int[] indices, Step step) {
    visit(0, 0, indices, step);
  }

  private void visit(int depth, long outer, int[] indices, Step step) {
    if (depth == slots.length) {
      step.at(outer);
      return;
    }
    int extent = extents[depth];
    for (int i = 0; i < extent; i++) {
      indices[slots[depth]] = i;
      visit(depth + 1, outer * extent + i, indices, step);
    }
  }

  /// The row-major place of the combination that stands in `indices`.
  long position(int[] indices) {
    long position = 0;
    for (int k = 0; k < slots.length; k++) position = position * extents[k] + indices[slots[k]];
    return position;
  }

  /// How many combinations there are.
  long count() {
    long count = 1;
    for (int extent : extents) count = Math.multiplyExact(count, (long) extent);
    return count;
  }
}
