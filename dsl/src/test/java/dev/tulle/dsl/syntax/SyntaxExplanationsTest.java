package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.Explanation;
import dev.tulle.dsl.source.Source;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The example in each explanation of a slip of syntax is such a slip. Examples with `…` are of texts too long to print.
class SyntaxExplanationsTest {
  static Stream<DiagnosticCode> codes() {
    return Arrays.stream(DiagnosticCode.values()).filter(c -> c.name().startsWith("T00")).filter(c -> !example(c).contains("…"));
  }

  private static String example(DiagnosticCode code) {
    return Explanation.of(code).lines().filter(l -> l.startsWith("    ")).map(l -> l.substring(4)).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void exampleShowsTheCode(DiagnosticCode code) {
    String example = example(code);
    String text = example.contains("model") ? example : "model M {\n  let N = 3\n" + example + "\n}";
    List<DiagnosticCode> reported = Parser.parse(new Source(code + ".md", text)).diagnostics().stream().map(Diagnostic::code).toList();
    assertTrue(reported.contains(code), () -> reported + " for\n" + text);
  }
}
