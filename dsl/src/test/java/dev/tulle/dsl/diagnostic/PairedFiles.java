package dev.tulle.dsl.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Texts that say in place what is reported about them: `// ERROR(T0304): words of the report`, `// WARNING(T0015): …` stands at the line of the report, several
/// divided by ` & `; with `^` behind the code, `ERROR(T0304)^: …`, it speaks of the line above. The words must occur in the printed report (message, label, notes or
/// help). A report without a mark fails, so does a mark without a report.
public final class PairedFiles {
  private static final Path FOLDER = Path.of("src/test/resources/reports");
  private static final Pattern COMMENT = Pattern.compile("//\\s*((?:ERROR|WARNING)\\(T\\d{4}\\).*)");
  private static final Pattern MARK = Pattern.compile("(ERROR|WARNING)\\((T\\d{4})\\)(\\^?): (.*)");

  /// What a file says about one of its lines, counted from 1.
  public record Mark(int line, DiagnosticCode.Severity severity, DiagnosticCode code, String words) {
    @Override
    public String toString() {
      return "line " + line + ": " + severity + "(" + code + "): " + words;
    }
  }

  private PairedFiles() {}

  /// All files of a folder below `src/test/resources/reports`; an empty name stands for all folders.
  public static Stream<Path> under(String folder) throws IOException {
    return Files.walk(FOLDER.resolve(folder)).filter(p -> p.toString().endsWith(".tulle")).sorted();
  }

  /// The marks of a file, in order.
  public static List<Mark> marks(Path file) throws IOException {
    List<Mark> marks = new ArrayList<>();
    String[] lines = read(file).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      Matcher comment = COMMENT.matcher(lines[i]);
      if (!comment.find()) continue;
      for (String part : comment.group(1).split(" & ")) {
        Matcher mark = MARK.matcher(part.strip());
        if (!mark.matches()) throw new AssertionError(file + ":" + (i + 1) + ": not a mark: " + part);
        int line = mark.group(3).isEmpty() ? i + 1 : i;
        marks.add(
            new Mark(line, DiagnosticCode.Severity.valueOf(mark.group(1)), DiagnosticCode.valueOf(mark.group(2)), mark.group(4).strip()));
      }
    }
    return marks;
  }

  /// Compares what a front says about a file with what the file says.
  public static void check(Path file, Function<Source, List<Diagnostic>> front) throws IOException {
    List<Diagnostic> diagnostics = front.apply(new Source(file.getFileName().toString(), read(file), Optional.of(file)));
    List<Diagnostic> unmarked = new ArrayList<>(diagnostics);
    List<Mark> unreported = new ArrayList<>();
    for (Mark mark : marks(file)) {
      boolean reported = false;
      for (Diagnostic diagnostic : List.copyOf(unmarked)) {
        reported = matches(mark, diagnostic);
        if (reported) {
          unmarked.remove(diagnostic);
          break;
        }
      }
      if (!reported) unreported.add(mark);
    }
    String actual = "not marked:\n" + String.join("\n", unmarked.stream().map(DiagnosticPrinter.plain()::print).toList());
    String missing = "not reported:\n" + String.join("\n", unreported.stream().map(Mark::toString).toList());
    assertEquals("not marked:\n" + "not reported:\n", actual + missing, file::toString);
  }

  private static boolean matches(Mark mark, Diagnostic diagnostic) {
    int line = new Lines(diagnostic.span().source().text()).at(diagnostic.span().start()) + 1;
    boolean sameKind = diagnostic.code() == mark.code && diagnostic.code().severity() == mark.severity;
    String printed = diagnostic.message() + "\n" + diagnostic.label() + "\n" + String.join("\n", diagnostic.notes()) + "\n"
        + diagnostic.help();
    return line == mark.line && sameKind && printed.contains(mark.words);
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
