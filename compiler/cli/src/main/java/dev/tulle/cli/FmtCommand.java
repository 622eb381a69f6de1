package dev.tulle.cli;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.format.Formatter;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.Disk;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tulle fmt [--check] FILE…`. Its exit statuses are those of other formatters.
@Command(
    name = "fmt", description = "Writes programs in the one style. A program with a slip of syntax is left as it is. Standard input is written to standard output.", mixinStandardHelpOptions = true, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:fine", "1:with --check: a file is not in the style", "2:a file cannot be formatted, or the command line is wrong",
        "3:a fault of Tulle itself"})
final class FmtCommand implements Callable<Integer> {
  private static final int WOULD_CHANGE = 1;
  private static final int NOT_FORMATTED = 2;

  @Spec
  private CommandSpec spec;

  @Option(names = "--check", description = "Changes nothing: names each file that is not in the style, and then fails.")
  private boolean check;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Programs (.tulle); - for standard input.")
  private List<Path> files;

  private enum Outcome {
    FINE,
    OTHER_STYLE,
    WRONG
  }

  @Override
  public Integer call() {
    boolean different = false;
    boolean wrong = false;
    for (Path file : files) {
      Outcome outcome = format(file);
      different |= outcome == Outcome.OTHER_STYLE;
      wrong |= outcome == Outcome.WRONG;
    }
    return wrong ? NOT_FORMATTED : check && different ? WOULD_CHANGE : ExitStatus.OK;
  }

  private Outcome format(Path file) {
    PrintWriter out = spec.commandLine().getOut();
    Front.Text read = Programs.text(file);
    if (read.source().isEmpty()) return wrong(read.diagnostics());
    String name = read.source().get().name();
    String text = read.source().get().text();
    Formatter.Result result = Formatter.format(read.source().get());
    if (result.text().isEmpty()) return wrong(result.diagnostics());
    String formatted = result.text().get();
    boolean fine = formatted.equals(text);
    if (check) {
      String mend = Programs.isStandardInput(file) ? "" : "; `tulle fmt " + file + "` mends it";
      if (!fine) out.println(name + ":" + firstDifference(text, formatted) + ": not in the style" + mend);
    } else if (Programs.isStandardInput(file)) {
      out.print(formatted);
    } else if (!fine) {
      try {
        Disk.write(file, bytes -> bytes.write(formatted.getBytes(StandardCharsets.UTF_8)));
      } catch (TulleException e) {
        spec.commandLine().getErr().println("error: " + e.getMessage());
        return Outcome.WRONG;
      }
      out.println(file + ": formatted");
    }
    return fine ? Outcome.FINE : Outcome.OTHER_STYLE;
  }

  private Outcome wrong(List<Diagnostic> reports) {
    Programs.print(reports.stream().filter(Diagnostic::isError).toList(), spec.commandLine().getErr());
    return Outcome.WRONG;
  }

  /// The number of the first line that differs, from 1.
  private static int firstDifference(String text, String formatted) {
    List<String> before = text.lines().toList();
    List<String> after = formatted.lines().toList();
    int line = 0;
    while (line < Math.min(before.size(), after.size()) && before.get(line).equals(after.get(line))) line++;
    return line + 1;
  }
}
