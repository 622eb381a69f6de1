package dev.tulle.kernel.verify;

import java.util.List;

/// What a truth value says: the facts that hold when it is true, and when it is false.
///
/// @param atom the truth value itself, 0 or 1
record Condition(Term atom, List<Fact> whenTrue, List<Fact> whenFalse) {
  Condition {
    whenTrue = List.copyOf(whenTrue);
    whenFalse = List.copyOf(whenFalse);
  }

  boolean isAlways() {
    return whenFalse.contains(Conditions.NEVER);
  }

  boolean isNever() {
    return whenTrue.contains(Conditions.NEVER);
  }
}
