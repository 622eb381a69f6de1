package dev.tulle.dsl.check;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.PairedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
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
}
