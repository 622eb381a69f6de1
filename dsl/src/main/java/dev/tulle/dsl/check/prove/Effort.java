package dev.tulle.dsl.check.prove;

/// How much is tried: for one proof, and for all proofs of a model together, so that no text keeps the checker busy for long.
final class Effort {
  /// For one proof.
  private static final int STEPS = 300;
  /// Once a model has spent this, each proof has only [#FEW].
  private static final int ALL_STEPS = 20_000;
  private static final int FEW = 10;

  private int spent;
  private int left;
  private boolean ended;

  void begin() {
    left = spent < ALL_STEPS ? STEPS : FEW;
    ended = false;
  }

  /// Whether one more step may be taken.
  ///
  /// @param choices that it looks through
  boolean takes(int choices) {
    spent += 1 + choices / 16;
    ended = left <= 0;
    left -= 1 + choices / 64;
    return !ended;
  }

  /// Whether the last proof was given up rather than finished.
  boolean isSpent() {
    return ended;
  }
}
