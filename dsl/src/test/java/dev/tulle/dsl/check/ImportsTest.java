package dev.tulle.dsl.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that import files; what is reported at the import itself stands in `reports/check/imports.tulle`.
class ImportsTest {
  private static final String MAIN = "import part\n\nmodel Main {\n  input x: f32[N]\n  output y[i] = Half(x[i])\n}\n";
  private static final String HALF = "layer Half(x: f32) -> (y: f32) {\n  output y = x * 0.5\n}\n";

  @TempDir
  private Path folder;

  private Front.Result check(String main) throws IOException {
    return Front.check(Files.writeString(folder.resolve("main.tulle"), main), Front.Options.defaults());
  }

  @Test
  void aSlipInAnImportedFileIsReportedThere() throws IOException {
    Files.writeString(folder.resolve("part.tulle"), HALF.replace("x * 0.5", "x * *"));
    Front.Result result = check(MAIN);
    assertTrue(result.model().isEmpty());
    Diagnostic first = result.diagnostics().getFirst();
    assertEquals(folder.resolve("part.tulle").toString(), first.span().source().name());
    assertEquals(2, first.span().line());
  }

  @Test
  void aLongChainOfFilesIsReadToItsEnd() throws IOException {
    int length = 2000;
    Files.writeString(folder.resolve("part.tulle"), "import p0\n");
    for (int i = 0; i < length; i++) Files.writeString(folder.resolve("p" + i + ".tulle"), "import p" + (i + 1) + "\nimport main\n");
    Files.writeString(folder.resolve("p" + length + ".tulle"), HALF);
    assertEquals(List.of(), check(MAIN).diagnostics());
  }

  @Test
  void whatIsNoTextIsReportedAtTheImport() throws IOException {
    Files.write(folder.resolve("part.tulle"), new byte[] {(byte) 0xC3, 0x28});
    Files.createDirectory(folder.resolve("sub.tulle"));
    List<Diagnostic> reports = check("import part\nimport sub\n" + HALF).diagnostics();
    assertEquals(List.of(DiagnosticCode.T0802, DiagnosticCode.T0802), reports.stream().map(Diagnostic::code).toList());
    assertEquals(List.of(1, 2), reports.stream().map(d -> d.span().line()).toList());
    assertTrue(reports.getFirst().message().contains("not UTF-8"), reports.getFirst().message());
    assertTrue(reports.getLast().message().contains("a folder"), reports.getLast().message());
  }

  @Test
  void aTextThatIsNoFileImportsTheStandardLibraryOnly() {
    Front.Result result = Front.check(new Source("main.tulle", "import CONTRIBUTING\nimport std.norm\n"), Front.Options.defaults());
    assertEquals(List.of(DiagnosticCode.T0701), result.diagnostics().stream().map(Diagnostic::code).toList());
  }

  @Test
  void aLineMayEndInAReturnAlone() throws IOException {
    Files.writeString(folder.resolve("part.tulle"), HALF);
    for (String end : List.of("\n", "\r", "\r\n")) {
      String text = "// one\nimport part // two\n\nmodel M {\n  input x: f32[N]\n  output y[i] = = Half(x[i])\n  output z[i] = = x[i]\n}\n";
      List<Diagnostic> reports = check(text.replace("\n", end)).diagnostics();
      assertEquals(List.of(6, 7), reports.stream().map(d -> d.span().line()).toList());
      assertEquals(List.of(), check((MAIN + "// last").replace("\n", end)).diagnostics());
    }
  }
}
