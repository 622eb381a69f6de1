package dev.tulle.dsl.interpret;

/// The run of a checked model did what the checker had proved impossible: static and dynamic meaning disagree. Never the user's fault.
public final class CheckerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  public CheckerBug(String message) {
    super("static and dynamic meaning disagree: " + message);
    this.text = message;
  }

  /// The same, with the values of a loop's variables at which it happened.
  CheckerBug at(String place) {
    CheckerBug located = new CheckerBug(text + ", at " + place);
    located.initCause(this);
    return located;
  }
}
