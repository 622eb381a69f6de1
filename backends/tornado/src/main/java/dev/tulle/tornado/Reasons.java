package dev.tulle.tornado;

import java.util.regex.Pattern;

/// What TornadoVM's exceptions say, on one line.
final class Reasons {
  /// Colours of a terminal.
  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final int LONGEST = 500;

  private Reasons() {}

  /// The message of the first cause.
  static String of(Throwable failure) {
    Throwable first = failure;
    while (first.getCause() != null) first = first.getCause();
    String message = first.getMessage() == null ? first.toString() : first.getMessage();
    String plain = ESCAPES.matcher(message).replaceAll("").strip().replaceAll("\\s+", " ");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + " …";
  }
}
