package dev.tulle.kernel;

/// A fault of Tulle itself: never the user's doing. The message says what was violated, in which node or pass.
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CompilerBug(String message) {
    super(message);
  }

  public CompilerBug(String message, Throwable cause) {
    super(message, cause);
  }
}
