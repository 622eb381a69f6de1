package dev.tulle.cli;

import dev.tulle.dsl.interpret.InterpretException;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is printed, and which status is returned, when a command does not end well. A user's mistake never shows a stack trace; a fault of ours goes into a file.
final class Failures {
  private final String[] arguments;

  Failures(String[] arguments) {
    this.arguments = arguments.clone();
  }

  /// A command line that is wrong in itself: the message, what was perhaps meant, and where to read more.
  int usage(ParameterException exception, String[] ignored) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + exception.getMessage());
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("help: `" + command.getCommandSpec().qualifiedName() + " --help`");
    return ExitStatus.USAGE;
  }

  /// An exception that left a command.
  int execution(Exception exception, CommandLine command, ParseResult ignored) {
    PrintWriter err = command.getErr();
    return switch (exception) {
      case UserError e -> user(err, e.getMessage());
      case TulleException e -> user(err, e.getMessage());
      case InterpretException e -> user(err, e.getMessage());
      case UncheckedIOException e -> file(err, e.getCause());
      case IOException e -> file(err, e);
      default -> bug(err, exception);
    };
  }

  /// Memory or stack ran out.
  int exhausted(Error error, PrintWriter err) {
    if (error instanceof OutOfMemoryError)
      return user(err, "not enough memory (" + error.getMessage() + "); TULLE_OPTS=-Xmx8g gives Java 8 GiB");
    return bug(err, error);
  }

  private static int user(PrintWriter err, String message) {
    err.println("error: " + message);
    return ExitStatus.USER_ERROR;
  }

  private static int file(PrintWriter err, IOException exception) {
    String message = exception.getMessage();
    return user(err, switch (exception) {
      case NoSuchFileException _ -> "no such file: " + message;
      case AccessDeniedException _ -> "not allowed to read or write: " + message;
      default -> message == null ? exception.toString() : message;
    });
  }

  private int bug(PrintWriter err, Throwable throwable) {
    String message = throwable.getMessage() == null ? throwable.toString() : throwable.getMessage();
    err.println("error: a fault of Tulle itself: " + message.lines().findFirst().orElse("").strip());
    err.println("help: please report it with the file " + BugReport.write(arguments, throwable));
    return ExitStatus.BUG;
  }
}
