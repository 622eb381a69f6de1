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
