package dev.tulle.cli;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.format.Formatter;
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

/// `tulle fmt [--check] FILE…`.
@Command(
    name = "fmt", description = "Writes programs in the one style. A program with a slip of syntax is left as it is.", mixinStandardHelpOptions = true)
final class FmtCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--check", description = "Changes nothing: names each file that is not in the style, and then fails.")
  private boolean check;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Programs (.tulle).")
  private List<Path> files;

  private enum Outcome {
    FINE,
    OTHER_STYLE,
    WRONG
  }

  @Override
  public Integer call() {
    int status = ExitStatus.OK;
    for (Path file : files) {
      switch (format(file)) {
        case FINE -> {}
        case OTHER_STYLE -> {
          if (check) status = ExitStatus.USER_ERROR;
        }
        case WRONG -> status = ExitStatus.USER_ERROR;
      }
    }
    return status;
  }

  private Outcome format(Path file) {
    PrintWriter out = spec.commandLine().getOut();
    Front.Text read = Front.read(file);
    if (read.source().isEmpty()) return wrong(read.diagnostics());
    String text = read.source().get().text();
    Formatter.Result result = Formatter.format(read.source().get());
    if (result.text().isEmpty()) return wrong(result.diagnostics());
    String formatted = result.text().get();
    if (formatted.equals(text)) return Outcome.FINE;
    if (check) {
      out.println(file + ":" + firstDifference(text, formatted) + ": not in the style; `tulle fmt " + file + "` mends it");
    } else {
      Disk.write(file, bytes -> bytes.write(formatted.getBytes(StandardCharsets.UTF_8)));
      out.println(file + ": formatted");
    }
    return Outcome.OTHER_STYLE;
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
