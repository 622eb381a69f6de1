package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.source.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts that nobody means well with: each ends in a few readable reports, soon. The time limits are there for what hangs; no text here needs more than seconds.
@Timeout(60)
class HostileTextTest {
  /// The stack that a thread has where nobody asks for more.
  private static final long USUAL_STACK = 1 << 20;

  /// Room for a quoted line of 120 characters, the gutter, and what a label says.
  private static final int LONGEST_LINE = 400;

  private static Parser.Result parse(String text) {
    var reading = new FutureTask<>(() -> Parser.parse(new Source("hostile.tulle", text)));
    var thread = new Thread(null, reading, "parser", USUAL_STACK);
    thread.start();
    Parser.Result result;
    try {
      result = reading.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
    assertTrue(result.diagnostics().size() <= 2 * Parser.MOST_ERRORS + 1, () -> result.diagnostics().size() + " reports");
    String printed = DiagnosticPrinter.plain().print(result.diagnostics());
    assertTrue(printed.lines().allMatch(l -> l.length() < LONGEST_LINE), "a line of the reports is not cut");
    assertTrue(printed.length() < 200_000, () -> "the reports have " + printed.length() + " characters");
    return result;
  }

  private static String inModel(String expression) {
    return "model M {\n  let a = " + expression + "\n}\n";
  }

  private static List<DiagnosticCode> codes(Parser.Result result) {
    return result.diagnostics().stream().map(Diagnostic::code).distinct().toList();
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("ten megabytes", "let x = 1\n".repeat(1 << 20), DiagnosticCode.T0006),
        Arguments.of("open parentheses", inModel("(".repeat(10_000)), DiagnosticCode.T0005),
        Arguments.of("closed parentheses", inModel("(".repeat(10_000) + "x" + ")".repeat(10_000)), DiagnosticCode.T0005),
        Arguments.of("brackets", inModel("x[".repeat(10_000) + "0" + "]".repeat(10_000)), DiagnosticCode.T0005),
        Arguments.of("blocks", "model M {\n" + "repeat 2 with (x = 1) {\n".repeat(10_000), DiagnosticCode.T0005),
        Arguments.of("signs", inModel("-".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("negations", inModel("not ".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("choices", inModel("if a then b else ".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("conditions", inModel("if ".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("reductions", inModel("max(i) ".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("terms", inModel("x + ".repeat(100_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("alternatives", inModel("x ?? ".repeat(100_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("operands without operators", inModel("x ".repeat(50_000)), DiagnosticCode.T0001),
        Arguments.of("an endless call", inModel("max(" + "b, ".repeat(100_000)), DiagnosticCode.T0001),
        Arguments.of("open functions of two readings", inModel("max(".repeat(120) + "x" + ", 1".repeat(120)), DiagnosticCode.T0021),
        Arguments.of("quotes", "\"".repeat(100_001), DiagnosticCode.T0002),
        Arguments.of("open comments", "/*".repeat(100_000), DiagnosticCode.T0002),
        Arguments.of("characters", "\u20ac".repeat(100_000), DiagnosticCode.T0002),
        Arguments.of("zeros", "\0".repeat(100_000), DiagnosticCode.T0002),
        Arguments.of("one long name", "model M { let " + "x".repeat(500_000) + " }", DiagnosticCode.T0001),
        Arguments.of("one long number", inModel("9".repeat(500_000)), DiagnosticCode.T0004),
        Arguments.of("half a character", "model M { let \ud835 = 1 }", DiagnosticCode.T0002),
        Arguments.of("not UTF-8", new String(new byte[] {'m', (byte) 0xff, (byte) 0xfe, 0}, StandardCharsets.UTF_8), DiagnosticCode.T0002),
        Arguments.of("choices in conditions", inModel("if ".repeat(5_000) + "x" + " then a else b".repeat(5_000)), DiagnosticCode.T0005),
        Arguments.of("choices without else", inModel("if a then ".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("else alone", inModel("x " + "else y ".repeat(10_000)), DiagnosticCode.T0014),
        Arguments.of("signs of ??", inModel("x ?? -".repeat(10_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("conjunctions", inModel("x and ".repeat(100_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("products", inModel("x * ".repeat(100_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("a comparison without end", inModel("x < ".repeat(100_000) + "x"), DiagnosticCode.T0005),
        Arguments.of("a path without end", inModel("x" + ".y".repeat(100_000) + " +"), DiagnosticCode.T0001),
        Arguments.of("opening braces alone", "{".repeat(100_000), DiagnosticCode.T0005),
        Arguments.of("opening braces on lines", "{\n".repeat(100), DiagnosticCode.T0020),
        Arguments.of("a combining mark", "model M { let a\u0301 = 1 }", DiagnosticCode.T0003),
        Arguments.of("a mark alone", "model M { let \u0301 = 1 }", DiagnosticCode.T0002),
        Arguments.of("letters from right to left", "model M { let \u05e9\u05dc\u05d5\u05dd = 1 }", DiagnosticCode.T0003),
        Arguments.of("marks that turn the line", "model M { let a\u202e = 1 }", DiagnosticCode.T0002),
        Arguments.of("letters outside the basic plane", "model M { let \ud835\udefc = 1 }", DiagnosticCode.T0003),
        Arguments.of("a picture", "model M { let \ud83d\ude00 = 1 }", DiagnosticCode.T0002),
        Arguments.of("a name with nothing visible in it", "model M { let a\u200bb = 1 }", DiagnosticCode.T0002),
        Arguments.of("a joined name", "model M { let a\u200db = 1 }", DiagnosticCode.T0002),
        Arguments.of("second halves of characters", "model M { let " + "\udefc".repeat(10_000) + " = 1 }", DiagnosticCode.T0002),
        Arguments.of("a byte order mark within a name", "model M { let a\ufeffb = 1 }", DiagnosticCode.T0001),
        Arguments.of("a long run of one line", inModel("x $ ".repeat(50_000)), DiagnosticCode.T0002),
        Arguments.of("a long line of names that are none", inModel("\u03bb ".repeat(100_000)), DiagnosticCode.T0003),
        Arguments.of("a long text in quotes", inModel("\"" + "x".repeat(500_000)), DiagnosticCode.T0002),
        Arguments.of("closing braces", "}\n".repeat(200_000), DiagnosticCode.T0020),
        Arguments.of("models that never end", "model M {\n".repeat(120), DiagnosticCode.T0019));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void endsInAReport(String name, String text, DiagnosticCode code) {
    List<DiagnosticCode> codes = codes(parse(text));
    assertTrue(codes.contains(code), () -> name + ": " + codes);
  }

  static Stream<Arguments> longTexts() {
    String items = IntStream.range(0, 2_000)
        .mapToObj(i -> "  let a" + i + "[t: T] = sum(d) x[t, d] * w" + i + "[d] + a[t]\n")
        .collect(Collectors.joining());
    String numbers = "0.125, ".repeat(20_000);
    return Stream.of(
        Arguments.of("two thousand items", "model M {\n" + items + "}\n", 2_000),
        Arguments.of("a large constant", "model M {\n  const TABLE = [" + numbers + "1.0]\n}\n", 1),
        Arguments.of("brackets as deep as they may be", inModel("(".repeat(127) + "x" + ")".repeat(127)), 1),
        Arguments.of("functions of two readings", inModel("max(".repeat(120) + "x" + ", 1)".repeat(120)), 1),
        Arguments.of("counts of two readings", inModel("count(j where ".repeat(120) + "x" + ")".repeat(120)), 1),
        Arguments.of("comments alone within", "model M {\n" + "///\n".repeat(100_000) + "let a = 1 }", 1),
        Arguments.of("a comment without end", "model M { let a = 1 } //" + "/ x".repeat(300_000), 1),
        Arguments.of("a long name", inModel("x".repeat(500_000)), 1),
        Arguments.of("as many terms as there may be", inModel("x + ".repeat(499) + "x"), 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longTexts")
  void longTextsAreRead(String name, String text, int items) {
    Parser.Result result = parse(text);
    assertEquals(List.of(), codes(result), name);
    assertEquals(items, ((Declaration.Model) result.file().declarations().getFirst()).items().size());
  }

  @Test
  void docCommentsAloneAreNoProgram() {
    assertEquals(List.of(), codes(parse("///\n".repeat(200_000))));
    assertEquals(List.of(), codes(parse("/".repeat(1_000_000))));
  }

  @Test
  void errorsAreCountedNotListed() {
    Parser.Result result = parse("model M {\n" + "  let a = b +\n".repeat(5_000) + "}\n");
    assertEquals(List.of(DiagnosticCode.T0001, DiagnosticCode.T0007), codes(result));
    assertEquals("too many errors: 4900 more are not shown", result.diagnostics().getLast().message());
  }

  @Test
  void manyWarningsAreNoError() {
    Parser.Result result = parse("model M {\n" + "  let a = b // 2\n".repeat(200) + "}\n");
    assertTrue(result.isSound());
    assertEquals(List.of(DiagnosticCode.T0015), codes(result));
    assertEquals(Parser.MOST_ERRORS, result.diagnostics().size());
  }

  @Test
  void randomTokensNeverBreakTheParser() {
    String[] tokens = ("model layer import input weight state entry size require const let pattern output update next skip stop until repeat fold where with as order by at most if then"
        + " else or and not cast defined inf true ( ) [ ] { } , . : -> ?? = == < + - * / % sum max any softmax topk f32 1.5 7 x y \n /// \u03bb $ && \"")
            .split(" ");
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 100; seed++) {
      var random = new Random(seed);
      String text = random.ints(random.nextInt(400), 0, tokens.length).mapToObj(i -> tokens[i]).collect(Collectors.joining(" "));
      try {
        parse("model M {\n" + text);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + "L:\n" + text, e);
      }
    }
  }
}
