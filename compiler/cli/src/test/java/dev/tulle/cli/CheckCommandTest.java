package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir
  private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aRightProgramIsFineAndItsModelsAreNamed() throws IOException {
    Terminal result = Terminal.run("check", file("linear.tulle", Specs.LINEAR));
    assertEquals("", result.err());
    assertEquals(ExitStatus.OK, result.status());
    assertTrue(result.out().endsWith("linear.tulle: fine (Linear)\n"), result.out());
  }

  @Test
  void aWrongProgramGivesItsReportOnStandardErrorAndStatusOne() throws IOException {
    Terminal result = Terminal.run("check", file("wrong.tulle", Specs.LINEAR.replace("x[t, d]", "x[d, t]")));
    assertEquals(ExitStatus.USER_ERROR, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().contains("error[T0"), result.err());
    assertTrue(result.err().contains("wrong.tulle:"), result.err());
    assertTrue(result.err().contains("^"), result.err());
  }

  @Test
  void oneWrongFileAmongSeveralDecidesTheStatus() throws IOException {
    Terminal result = Terminal.run("check", file("wrong.tulle", "model M {"), file("right.tulle", Specs.LINEAR));
    assertEquals(ExitStatus.USER_ERROR, result.status());
    assertTrue(result.out().contains("right.tulle: fine"), result.out());
  }

  @Test
  void everyModelOfAFileIsChecked() throws IOException {
    String broken = Specs.LINEAR.replace("model Linear", "model Broken").replace("x[t, d]", "x[t, nothing]");
    Terminal result = Terminal.run("check", file("two.tulle", broken + Specs.LINEAR));
    assertEquals(ExitStatus.USER_ERROR, result.status());
    assertTrue(result.err().contains("nothing"), result.err());
  }

  @Test
  void aMissingFileAndAFileThatIsNoTextAreTheUsersErrors() throws IOException {
    Terminal missing = Terminal.run("check", folder.resolve("nowhere.tulle").toString());
    assertEquals(ExitStatus.USER_ERROR, missing.status());
    assertTrue(missing.err().contains("no such file"), missing.err());
    Path binary = Files.write(folder.resolve("binary.tulle"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    Terminal unreadable = Terminal.run("check", binary.toString());
    assertEquals(ExitStatus.USER_ERROR, unreadable.status());
    assertTrue(unreadable.err().contains("not UTF-8"), unreadable.err());
    Terminal directory = Terminal.run("check", folder.toString());
    assertEquals(ExitStatus.USER_ERROR, directory.status());
    assertTrue(directory.err().contains("cannot be read"), directory.err());
  }

  @Test
  void withoutAFileTheUsageIsWrong() {
    assertEquals(ExitStatus.USAGE, Terminal.run("check").status());
  }
}
