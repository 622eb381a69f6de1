package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void aMisspeltCommandIsBadUsageAndNamesTheRightOne() {
    Terminal result = Terminal.run("demoo");
    assertEquals(ExitStatus.USAGE, result.status());
    assertTrue(result.err().contains("demo"), result.err());
    assertEquals("", result.out());
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    Terminal help = Terminal.run("--help");
    assertEquals(ExitStatus.OK, help.status());
    assertTrue(help.out().contains("Exit status:"), help.out());
    Terminal version = Terminal.run("--version");
    assertEquals(ExitStatus.OK, version.status());
    assertTrue(version.out().startsWith("tulle "), version.out());
  }

  @Test
  void withoutACommandAllOfThemAreListed() {
    Terminal result = Terminal.run();
    assertEquals(ExitStatus.USAGE, result.status());
    for (String command : new String[] {"check", "compile", "run", "explain", "devices", "demo"}) {
      assertTrue(result.err().contains("\n  " + command + " "), command + " in " + result.err());
    }
  }
}
