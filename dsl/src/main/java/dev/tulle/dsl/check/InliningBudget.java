package dev.tulle.dsl.check;

import dev.tulle.dsl.model.Expr;

/// How much one model may become by inlining: layers that call layers twice double with every level, and so do values that are used twice. One for each model.
final class InliningBudget {
  private static final int MOST_CALLS = 5_000;
  private static final int MOST_NODES = 4_000;

  private int calls;
  private boolean reported;

  /// Counts one more call.
  ///
  /// @return whether it is one too many
  boolean isSpent() {
    return ++calls > MOST_CALLS;
  }

  /// Whether this is the first to be told: one report says it for all calls.
  boolean isFirstReport() {
    boolean first = !reported;
    reported = true;
    return first;
  }

  static boolean isLarge(Expr e) {
    return hasMoreThan(MOST_NODES, e);
  }

  /// Whether an expression has more than `most` nodes; looks at no more than these.
  static boolean hasMoreThan(int most, Expr e) {
    return rest(most, e) < 0;
  }

  private static int rest(int most, Expr e) {
    int left = most - 1;
    for (Expr child : e.children()) {
      if (left < 0) return left;
      left = rest(left, child);
    }
    return left;
  }
}
