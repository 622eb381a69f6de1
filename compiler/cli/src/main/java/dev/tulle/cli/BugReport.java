package dev.tulle.cli;

import dev.tulle.kernel.CompilerBug;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The file that lets us reproduce a fault of ours: the command line, the versions, the stack trace and every Tulle source that the command line names.
final class BugReport {
  private BugReport() {}

  /// @return where the report was written
  static Path write(String[] arguments, Throwable throwable) {
    StringWriter text = new StringWriter();
    PrintWriter report = new PrintWriter(text);
    report.println("tulle " + String.join(" ", arguments));
    for (String line : new TulleCommand.Version().getVersion()) report.println(line);
    report.println();
    throwable.printStackTrace(report);
    if (throwable instanceof CompilerBug bug && !bug.reproducer().isEmpty()) {
      report.println();
      report.println("To run the failing step alone: tulle replay FILE, with this file.");
      report.println(bug.reproducer());
    }
    for (String argument : arguments) {
      if (argument.endsWith(".tulle")) appendSource(report, argument);
    }
    try {
      return Files.writeString(Files.createTempFile("tulle-fault-", ".txt"), text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void appendSource(PrintWriter report, String name) {
    report.println();
    report.println("---- " + name);
    try {
      report.println(Files.readString(Path.of(name)));
    } catch (IOException | InvalidPathException e) {
      report.println("(not readable: " + e + ")");
    }
  }
}
