package dev.tulle.dsl.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosticCodeTest {
  /// No file shows these: two need a text of many lines (see HostileTextTest), two come from options and files (see FrontTest).
  private static final Set<DiagnosticCode> SHOWN_ELSEWHERE = EnumSet.of(DiagnosticCode.T0006, DiagnosticCode.T0007, DiagnosticCode.T0801,
      DiagnosticCode.T0802);

  @Test
  void everyCodeHasAnExample() throws IOException {
    Set<DiagnosticCode> withoutExample = EnumSet.allOf(DiagnosticCode.class);
    for (Path file : PairedFiles.under("").toList()) {
      for (PairedFiles.Mark mark : PairedFiles.marks(file)) withoutExample.remove(mark.code());
    }
    assertEquals(new TreeSet<>(SHOWN_ELSEWHERE), new TreeSet<>(withoutExample));
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeHasAnExplanation(DiagnosticCode code) {
    String text = Explanation.of(code);
    assertTrue(text.startsWith("# " + code + ": " + code.title() + "\n"), text.lines().findFirst().orElse(""));
    for (String part : List.of("\nCause: ", "\nExample:\n\n    ", "\nMend: ")) {
      assertTrue(text.contains(part), () -> "no" + part + "in\n" + text);
    }
  }
}
