package dev.tulle.kernel;

/// A fault of Tulle itself: never the user's doing. The message says what was violated, in which node or pass; the reproducer, where there is one, is text from which the
/// failing step alone can be run again.
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reproducer;

  public CompilerBug(String message) {
    this(message, null, "");
  }

  public CompilerBug(String message, Throwable cause) {
    this(message, cause, "");
  }

  public CompilerBug(String message, Throwable cause, String reproducer) {
    super(message, cause);
    this.reproducer = reproducer;
  }

  /// Empty if there is none.
  public String reproducer() {
    return reproducer;
  }
}
