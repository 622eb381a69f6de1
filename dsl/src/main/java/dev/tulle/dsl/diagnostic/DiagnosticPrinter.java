package dev.tulle.dsl.diagnostic;

import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.regex.Pattern;

/// Writes reports for a reader at a terminal: code and message, place, the line with a caret below it, the other side, a mend.
///
///     error[T0304]: index `j` is used with two sizes
///       --> attention.tulle:6:61
///        |
///      6 |   let s[h, i, j] where seen[i, j] = sum(d) q[h, i, d] * k[h, d, j]
///        |                                                               ^ here `j` ranges over D = 64
///        = but `seen[i: N, j: N]` says that `j` ranges over N
///        help: did you mean `k[h, j, d]`?
public final class DiagnosticPrinter {
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String BLUE = "\u001b[1;34m";
  private static final String GREEN = "\u001b[1;32m";
  private static final String BOLD = "\u001b[1m";
  private static final String OFF = "\u001b[0m";
  private static final int LONGEST_WORD = 100;
  private static final Pattern LONG_WORD = Pattern.compile("(\\S{" + LONGEST_WORD + "})\\S+");
  private static final int LONGEST_SAYING = 2_000;

  private final boolean colour;
  /// The text whose lines were looked up last: reports come by the file.
  private Source source;
  private Lines lines;

  private DiagnosticPrinter(boolean colour) {
    this.colour = colour;
  }

  /// Without colours: for files, pipes and tests.
  public static DiagnosticPrinter plain() {
    return new DiagnosticPrinter(false);
  }

  /// With the colour codes that terminals know.
  public static DiagnosticPrinter coloured() {
    return new DiagnosticPrinter(true);
  }

  /// All reports with an empty line between them, and one at the end that counts them; nothing if there are none.
  public String print(List<Diagnostic> diagnostics) {
    if (diagnostics.isEmpty()) return "";
    var out = new StringBuilder();
    for (Diagnostic diagnostic : diagnostics) out.append(print(diagnostic)).append('\n');
    long errors = diagnostics.stream().filter(Diagnostic::isError).count();
    return out.append(count(errors, diagnostics.size() - errors)).append('\n').toString();
  }

  private static String count(long errors, long warnings) {
    String errorText = errors + (errors == 1 ? " error" : " errors");
    String warningText = warnings + (warnings == 1 ? " warning" : " warnings");
    return errors == 0 ? warningText : warnings == 0 ? errorText : errorText + ", " + warningText;
  }

  /// One report; ends with a line break.
  public String print(Diagnostic diagnostic) {
    Span span = diagnostic.span();
    if (span.source() != source) {
      source = span.source();
      lines = new Lines(source.text());
    }
    int first = lines.at(span.start());
    int last = Math.max(first, lines.at(Math.max(span.start(), span.end() - 1)));
    String gutter = " ".repeat(Integer.toString(last + 1).length() + 1);
    String main = diagnostic.isError() ? RED : YELLOW;
    String kind = diagnostic.isError() ? "error" : "warning";

    var out = new StringBuilder();
    out.append(paint(main, kind + "[" + diagnostic.code() + "]")).append(paint(BOLD, ": " + said(diagnostic.message()))).append('\n');
    out.append(gutter).append(paint(BLUE, "-->")).append(' ').append(harmless(source.name()));
    out.append(':').append(first + 1).append(':').append(lines.column(span.start())).append('\n');
    out.append(gutter).append(paint(BLUE, " |")).append('\n');
    String label = diagnostic.label().isEmpty() ? "" : " " + said(diagnostic.label());
    if (first == last) {
      line(out, gutter, main, first, span.start(), span.end(), label);
    } else {
      line(out, gutter, main, first, span.start(), lines.end(first), "");
      if (last > first + 1) out.append(paint(BLUE, "...")).append('\n');
      line(out, gutter, main, last, firstVisible(last), span.end(), label);
    }
    for (String note : diagnostic.notes()) out.append(gutter).append(paint(BLUE, " =")).append(' ').append(said(note)).append('\n');
    if (!diagnostic.help().isEmpty())
      out.append(gutter).append(paint(GREEN, " help:")).append(' ').append(said(diagnostic.help())).append('\n');
    return out.toString();
  }

  private void line(StringBuilder out, String gutter, String colourOfMark, int line, int from, int to, String label) {
    int start = lines.start(line);
    PrintedLine printed = PrintedLine.of(source.text().substring(start, lines.end(line)), from - start, Math.max(from, to) - start);
    String number = Integer.toString(line + 1);
    out.append(paint(BLUE, " ".repeat(gutter.length() - number.length()) + number + " |"))
        .append(printed.text().isEmpty() ? "" : " " + printed.text())
        .append('\n');
    out.append(gutter).append(paint(BLUE, " |")).append(' ').append(paint(colourOfMark, printed.carets() + label)).append('\n');
  }

  private int firstVisible(int line) {
    int i = lines.start(line);
    while (i < lines.end(line) && Character.isWhitespace(source.text().charAt(i))) i++;
    return i;
  }

  /// What a report says; it may quote names and expressions of any length.
  private static String said(String text) {
    if (text.length() <= LONGEST_WORD) return harmless(text);
    String brief = LONG_WORD.matcher(text).replaceAll("$1…");
    return harmless(brief.length() <= LONGEST_SAYING ? brief : brief.substring(0, LONGEST_SAYING) + "…");
  }

  /// A text of ours or the user's without anything that moves the cursor.
  private static String harmless(String text) {
    var out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(PrintedLine.isHarmless(c) ? c : ' '));
    return out.toString();
  }

  private String paint(String code, String text) {
    return colour ? code + text + OFF : text;
  }
}
