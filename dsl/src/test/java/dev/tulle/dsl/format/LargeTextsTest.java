package dev.tulle.dsl.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.source.Source;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts as long, as deep and as wide as they may be are formatted in seconds. The time limits are there for what hangs.
class LargeTextsTest {
  static Stream<String> items() {
    return Stream.of(
        "const T = [" + "0.125, ".repeat(20_000) + "1]",
        "let a = " + "(".repeat(126) + "x" + ")".repeat(126),
        "let a = " + "f(x, ".repeat(120) + "x" + ")".repeat(120),
        "let a = " + "(x + y * ".repeat(120) + "x" + ")".repeat(120),
        "let a = " + "(x and f(y) + 1 == ".repeat(100) + "x" + ")".repeat(100),
        "let a = " + "sum(i) ".repeat(150) + "x",
        "let a = x" + " + x".repeat(400),
        "let a = " + "if x then y else ".repeat(300) + "z",
        "let a[" + "i, ".repeat(20_000) + "j] = 1",
        "let a = 1 // x\n".repeat(2_000),
        "let a = x" + " // x\n + x".repeat(400));
  }

  @ParameterizedTest
  @MethodSource("items")
  @Timeout(30)
  void largeItemsAreFormattedOnceAndForAll(String item) {
    String once = Formatter.format(new Source("large.tulle", "model M { " + item + " }")).text().orElseThrow();
    assertEquals(once, Formatter.format(new Source("large.tulle", once)).text().orElseThrow());
  }

  @Test
  void aProgramThatWouldBecomeTooLongToReadIsRefused() {
    Formatter.Result result = Formatter.format(new Source("large.tulle", "model M{" + "let a=1 ".repeat(120_000) + "}"));
    assertTrue(result.text().isEmpty());
    assertEquals(DiagnosticCode.T0006, result.diagnostics().getFirst().code());
  }
}
