package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.PairedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the parser alone says about the files below `reports/syntax`.
class SyntaxReportsTest {
  static Stream<Path> files() throws IOException {
    return PairedFiles.under("syntax");
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileSaysWhatIsReported(Path file) throws IOException {
    PairedFiles.check(file, source -> Parser.parse(source).diagnostics());
  }
}
