package dev.tulle.dsl.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticPrinterTest {
  private static Diagnostic at(String text, String marked, String label, List<String> notes, String help) {
    int start = text.indexOf(marked);
    return new Diagnostic(DiagnosticCode.T0304, "a message", new Span(new Source("a.tulle", text), start, start + marked.length()), label,
        notes, help);
  }

  private static String print(Diagnostic diagnostic) {
    return DiagnosticPrinter.plain().print(diagnostic);
  }

  @Test
  void everyPartHasItsPlace() {
    String text = "\n\n\n\n\n  let s[h, i, j] where seen[i, j] = sum(d) q[h, i, d] * k[h, d, j]\n";
    int j = text.lastIndexOf('j');
    var notes = List.of("but `seen[i: N, j: N]` says that `j` ranges over N");
    var span = new Span(new Source("attention.tulle", text), j, j + 1);
    String printed = print(new Diagnostic(DiagnosticCode.T0304, "index `j` is used with two sizes", span, "here `j` ranges over D = 64",
        notes, "did you mean `k[h, j, d]`?"));
    assertEquals(
        """
            error[T0304]: index `j` is used with two sizes
              --> attention.tulle:6:65
               |
             6 |   let s[h, i, j] where seen[i, j] = sum(d) q[h, i, d] * k[h, d, j]
               |                                                                 ^ here `j` ranges over D = 64
               = but `seen[i: N, j: N]` says that `j` ranges over N
               help: did you mean `k[h, j, d]`?
            """,
        printed);
  }

  @Test
  void tabsAreBlanksAndTheCaretStandsBelowItsText() {
    assertEquals(
        """
            error[T0304]: a message
              --> a.tulle:1:4
               |
             1 |     a   b = c
               |         ^
            """,
        print(at("\ta\tb = c", "b", "", List.of(), "")));
  }

  @Test
  void windowsLineBreaksAreNotShown() {
    assertEquals(
        """
            error[T0304]: a message
              --> a.tulle:2:1
               |
             2 | two
               | ^^^
            """,
        print(at("one\r\ntwo\r\nthree", "two", "", List.of(), "")));
  }

  @Test
  void spanOfSeveralLinesShowsTheFirstAndTheLast() {
    assertEquals(
        """
            error[T0304]: a message
               --> a.tulle:8:3
                |
              8 | a (b
                |   ^^
            ...
             10 |   d) e
                |   ^^ here
            """,
        print(at("\n\n\n\n\n\n\na (b\nc\n  d) e", "(b\nc\n  d)", "here", List.of(), "")));
  }

  @Test
  void emptySpanAtTheEndStillHasACaret() {
    var diagnostic = new Diagnostic(DiagnosticCode.T0304, "a message", new Span(new Source("a.tulle", "ab"), 2, 2), "", List.of(), "");
    assertTrue(print(diagnostic).endsWith(" 1 | ab\n   |   ^\n"), print(diagnostic));
    var empty = new Diagnostic(DiagnosticCode.T0304, "a message", new Span(new Source("a.tulle", ""), 0, 0), "", List.of(), "");
    assertTrue(print(empty).endsWith(" 1 |\n   | ^\n"), print(empty));
  }

  @Test
  void longLineIsClippedAroundTheMark() {
    String printed = print(at("x".repeat(500) + "!" + "y".repeat(500), "!", "here", List.of(), ""));
    String[] lines = printed.split("\n");
    assertEquals(" 1 | …" + "x".repeat(40) + "!" + "y".repeat(79) + "…", lines[3]);
    assertEquals("   |  " + " ".repeat(40) + "^ here", lines[4]);
    assertTrue(lines[1].endsWith("a.tulle:1:501"), lines[1]);
  }

  @Test
  void longMarkIsClippedToo() {
    String[] lines = print(at("a".repeat(1000), "a".repeat(1000), "", List.of(), "")).split("\n");
    assertEquals("a".repeat(120) + "…", lines[3].substring(5));
    assertEquals("^".repeat(120), lines[4].substring(5));
  }

  @Test
  void columnsCountCharactersNotCodeUnits() {
    assertTrue(print(at("\uD835\uDEFC b", "b", "", List.of(), "")).contains("a.tulle:1:3\n"));
  }

  @Test
  void nothingInTheTextReachesTheTerminalAsAControl() {
    String printed = print(at("a \u001b[31m \u202e b", "b", "", List.of(), ""));
    assertFalse(printed.contains("\u001b") || printed.contains("\u202e"), printed);
  }

  @Test
  void coloursSurroundTheSameText() {
    var diagnostic = at("a b", "b", "here", List.of("a note"), "a mend");
    String coloured = DiagnosticPrinter.coloured().print(diagnostic);
    assertTrue(coloured.contains("\u001b[1;31merror[T0304]"), coloured);
    assertEquals(print(diagnostic), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void severalReportsEndWithTheirCount() {
    var error = at("a b", "b", "", List.of(), "");
    var warning = new Diagnostic(DiagnosticCode.T0015, "a message", error.span(), "", List.of(), "");
    assertTrue(DiagnosticPrinter.plain().print(List.of(error, warning, error)).endsWith("\n\n2 errors, 1 warning\n"));
    assertTrue(DiagnosticPrinter.plain().print(List.of(warning)).endsWith("\n\n1 warning\n"));
    assertEquals("", DiagnosticPrinter.plain().print(List.of()));
  }

  @Test
  void namesWithoutEndAreCut() {
    String name = "x".repeat(5_000);
    String printed = print(
        new Diagnostic(DiagnosticCode.T0304, "`" + name + "` is odd", new Span(new Source("a.tulle", ""), 0, 0), "", List.of(name + " too"),
            "again " + (name.substring(0, 50) + " ").repeat(100)));
    assertTrue(printed.startsWith("error[T0304]: `" + "x".repeat(99) + "… is odd\n"), printed);
    assertTrue(printed.contains("= " + "x".repeat(100) + "… too\n"), printed);
    assertTrue(printed.length() < 2_500, printed);
  }
}
