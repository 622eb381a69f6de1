package dev.tulle.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// The process: `tulle` with its arguments.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    StandardError.restore();
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = execute(arguments, out, err);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /// Runs one command line in this process.
  ///
  /// @return one of [ExitStatus]
  public static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine command = TulleCommand.create();
    command.setOut(out).setErr(err);
    Failures failures = new Failures(arguments);
    command.setParameterExceptionHandler(failures::usage);
    command.setExecutionExceptionHandler(failures::execution);
    int status;
    try {
      status = command.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError error) {
      status = failures.exhausted(error, err);
    }
    out.flush();
    err.flush();
    return status;
  }
}
