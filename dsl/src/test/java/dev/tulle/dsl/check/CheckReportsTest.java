package dev.tulle.dsl.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.diagnostic.PairedFiles;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the checker says about the files below `reports/check`.
class CheckReportsTest {
  static Stream<Path> files() throws IOException {
    return PairedFiles.under("check");
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileSaysWhatIsReported(Path file) throws IOException {
    PairedFiles.check(file, source -> CheckFile.check(source, Front.Options.defaults()).diagnostics());
  }

  @Test
  void loopsNestThirtyTwoDeepAndNoDeeper() {
    assertEquals(List.of(), codes(loops(32)));
    assertEquals(List.of(DiagnosticCode.T0005), codes(loops(34)));
  }

  private static String loops(int deep) {
    String heads = IntStream.range(0, deep).mapToObj(i -> "repeat 2 with (c" + i + " = 1.0) {\n").collect(Collectors.joining());
    return "model M {\n  input x: f32\n" + heads + "next c" + (deep - 1) + " = x\n" + "}\n".repeat(deep) + "output y = c0\n}\n";
  }

  private static List<DiagnosticCode> codes(String text) {
    return Front.check(new Source("loops.tulle", text), Front.Options.defaults())
        .diagnostics()
        .stream()
        .filter(Diagnostic::isError)
        .map(Diagnostic::code)
        .toList();
  }
}
