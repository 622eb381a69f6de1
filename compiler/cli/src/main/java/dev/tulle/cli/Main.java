package dev.tulle.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;

/// The process: `tulle` with its arguments.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    StandardError.restore();
    StandardOutput output = new StandardOutput();
    PrintWriter out = new PrintWriter(output, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = execute(arguments, out, err);
    Optional<String> trouble = output.trouble();
    trouble.ifPresent(why -> err.println("error: standard output cannot be written: " + why));
    System.exit(status == ExitStatus.OK && trouble.isPresent() ? ExitStatus.USER_ERROR : status);
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
