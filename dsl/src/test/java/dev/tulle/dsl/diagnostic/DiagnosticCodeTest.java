package dev.tulle.dsl.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosticCodeTest {
  /// No file shows these: two need a text of many lines (see HostileTextTest), and one is the compiler's, which this module does not know.
  private static final Set<DiagnosticCode> SHOWN_ELSEWHERE = EnumSet.of(DiagnosticCode.T0006, DiagnosticCode.T0007, DiagnosticCode.T0902);
  /// The checker's codes, until each has its example and its text; none may come back.
  private static final Set<DiagnosticCode> PENDING = EnumSet.range(DiagnosticCode.T0101, DiagnosticCode.T0901);

  @Test
  void everyCodeHasAnExample() throws IOException {
    Set<DiagnosticCode> withoutExample = EnumSet.allOf(DiagnosticCode.class);
    for (Path file : PairedFiles.under("").toList()) {
      for (PairedFiles.Mark mark : PairedFiles.marks(file)) withoutExample.remove(mark.code());
    }
    withoutExample.removeAll(PENDING);
    assertEquals(new TreeSet<>(SHOWN_ELSEWHERE), new TreeSet<>(withoutExample));
  }

  static Stream<DiagnosticCode> explained() {
    return Arrays.stream(DiagnosticCode.values()).filter(c -> !PENDING.contains(c));
  }

  @ParameterizedTest
  @MethodSource("explained")
  void everyCodeHasAnExplanation(DiagnosticCode code) {
    String text = Explanation.of(code);
    assertTrue(text.startsWith("# " + code + ": " + code.title() + "\n"), text.lines().findFirst().orElse(""));
    for (String part : List.of("\nCause: ", "\nExample:\n\n    ", "\nMend: ")) {
      assertTrue(text.contains(part), () -> "no" + part + "in\n" + text);
    }
  }
}
