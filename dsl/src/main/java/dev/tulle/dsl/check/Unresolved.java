package dev.tulle.dsl.check;

/// Thrown to leave an expression whose error has been reported: nothing sensible can be said about what is around it.
final class Unresolved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unresolved() {
    super(null, null, false, false);
  }
}
