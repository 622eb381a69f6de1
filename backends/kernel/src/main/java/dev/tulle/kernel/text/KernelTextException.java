package dev.tulle.kernel.text;

/// Text that is no kernel or expression. The message begins with `line:column`, both counted from 1.
public final class KernelTextException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  KernelTextException(int line, int column, String message) {
    super(line + ":" + column + ": " + message);
    this.line = line;
    this.column = column;
  }

  public int line() {
    return line;
  }

  public int column() {
    return column;
  }
}
