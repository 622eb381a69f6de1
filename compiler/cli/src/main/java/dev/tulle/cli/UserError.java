package dev.tulle.cli;

/// A mistake in what the user gave to a command, such as a file that does not exist. The message is all that is shown: it names the thing and says what to do.
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
