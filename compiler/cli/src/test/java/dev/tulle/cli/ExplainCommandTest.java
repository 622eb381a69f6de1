package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir
  private Path folder;

  @Test
  void everyCodeIsExplained() {
    for (DiagnosticCode code : DiagnosticCode.values()) {
      Terminal result = Terminal.run("explain", code.name());
      assertEquals(ExitStatus.OK, result.status(), code + ": " + result.err());
      assertTrue(result.out().contains(code.name()), result.out());
    }
    for (TulleException.Code code : TulleException.Code.values()) {
      Terminal result = Terminal.run("explain", code.id().toLowerCase());
      assertEquals(ExitStatus.OK, result.status(), code + ": " + result.err());
      assertTrue(result.out().startsWith(code.id() + ": "), result.out());
    }
    Terminal unknown = Terminal.run("explain", "T9999");
    assertEquals(ExitStatus.USER_ERROR, unknown.status());
    assertTrue(unknown.err().contains("T9999"), unknown.err());
  }

  @Test
  void everyStageIsPrintedAndOneCanBeChosen() throws IOException {
    String file = Files.writeString(folder.resolve("linear.tulle"), Specs.LINEAR).toString();
    Terminal all = Terminal.run("explain", file);
    assertEquals(ExitStatus.OK, all.status(), all.err());
    for (String stage : new String[] {"tensor", "plan", "kernel", "source"}) {
      Terminal one = Terminal.run("explain", file, "--stage", stage);
      assertEquals(ExitStatus.OK, one.status(), one.err());
      assertTrue(all.out().contains("==== " + stage), stage);
      assertTrue(all.out().contains(one.out().strip()), stage);
    }
    assertEquals(ExitStatus.USAGE, Terminal.run("explain", file, "--stage", "Plan").status());
  }
}
