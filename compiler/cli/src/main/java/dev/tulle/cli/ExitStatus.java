package dev.tulle.cli;

/// What the process tells its caller. Scripts rely on these numbers. Only `fmt` differs, as formatters do: 1 if `--check` finds a file in another style, 2 for any error.
public final class ExitStatus {
  /// Everything went well.
  public static final int OK = 0;

  /// The user's program or data is wrong; the message on standard error says where.
  public static final int USER_ERROR = 1;

  /// The command line itself is wrong.
  public static final int USAGE = 2;

  /// A fault of Tulle; the message names a file that reproduces it.
  public static final int BUG = 3;

  private ExitStatus() {}
}
