package dev.tulle.kernel.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One access, with all that is known where it happens.
///
/// @param at positions; lanes are a term of their own in the last one
/// @param phase the `Items` that it is in
record AccessRecord(ArrayShape array, Kind kind, List<LinearForm> at, Path path, Optional<Phase> phase, Supplier<String> text) {
  enum Kind {
    READ,
    WRITE,
    ATOMIC
  }

  /// One `Items` statement and its index.
  record Phase(int number, Term item) {}

  /// Whether the order of two accesses to one element matters.
  boolean conflicts(AccessRecord other) {
    return kind != other.kind || kind == Kind.WRITE;
  }
}
