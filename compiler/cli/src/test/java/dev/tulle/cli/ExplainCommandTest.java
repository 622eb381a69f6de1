package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void anOverviewNamesTheStagesAndEachCanBeChosen() throws IOException {
    String file = Files.writeString(folder.resolve("linear.tulle"), Specs.LINEAR).toString();
    Terminal overview = Terminal.run("explain", file);
    assertEquals(ExitStatus.OK, overview.status(), overview.err());
    for (String part : new String[] {"model Linear: ", "y = x wᵀ", "parameters SCALE = 1.0", "weight w: f32[F, D]", "at each run: "}) {
      assertTrue(overview.out().contains(part), part + " in " + overview.out());
    }
    assertTrue(overview.out().lines().count() < 20, overview.out());
    for (String stage : new String[] {"tensor", "plan", "kernel", "source"}) {
      Terminal one = Terminal.run("explain", file, "--stage", stage);
      assertEquals(ExitStatus.OK, one.status(), one.err());
      assertTrue(overview.out().contains(stage), stage);
      assertTrue(one.out().contains("Linear") || one.out().contains("kernel"), one.out());
    }
    assertEquals(ExitStatus.USAGE, Terminal.run("explain", file, "--stage", "Plan").status());
  }

  @Test
  void oneEntryIsExplainedAlone() throws IOException {
    String file = Files.writeString(folder.resolve("mean.tulle"), Specs.ENTRIES).toString();
    assertTrue(Terminal.run("explain", file).out().contains("entry train"));
    for (String[] stage : new String[][] {{}, {"--stage", "tensor"}, {"--stage", "plan"}}) {
      List<String> arguments = new ArrayList<>(List.of("explain", file, "--entry", "centre"));
      arguments.addAll(List.of(stage));
      String out = Terminal.run(arguments.toArray(String[]::new)).out();
      assertTrue(out.contains("centre") && !out.contains("entry train"), out);
    }
    Terminal unknown = Terminal.run("explain", file, "--entry", "center");
    assertEquals(ExitStatus.USER_ERROR, unknown.status());
    assertTrue(unknown.err().contains("no entry `center`, only train, centre"), unknown.err());
  }
}
