package dev.tulle.dsl.interpret;

/// The run of a checked model did what the checker had proved impossible: static and dynamic meaning disagree. Never the user's fault.
public final class CheckerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckerBug(String message) {
    super("static and dynamic meaning disagree: " + message);
  }
}
