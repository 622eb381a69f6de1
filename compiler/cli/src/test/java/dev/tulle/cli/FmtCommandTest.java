package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmtCommandTest {
  private static final String UGLY = "model M{\ninput  x:f32[N]\n  // twice\noutput y[i]=2.0*x[i]}";
  private static final String FINE = "model M {\n  input x: f32[N]\n  // twice\n  output y[i] = 2.0 * x[i]\n}\n";

  @TempDir
  private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("m.tulle"), text);
  }

  @Test
  void aProgramIsWrittenInTheStyleAndNothingElseIsLeftInItsFolder() throws IOException {
    Path file = file(UGLY);
    assertEquals(ExitStatus.OK, Terminal.run("fmt", file.toString()).status());
    assertEquals(FINE, Files.readString(file));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void checkChangesNothingAndNamesTheFirstLineThatDiffers() throws IOException {
    Path file = file(UGLY);
    Terminal result = Terminal.run("fmt", "--check", file.toString());
    assertEquals(1, result.status());
    assertTrue(result.out().contains("m.tulle:1: not in the style"), result.out());
    assertEquals(UGLY, Files.readString(file));
    Path fine = Files.writeString(folder.resolve("fine.tulle"), FINE);
    assertEquals(ExitStatus.OK, Terminal.run("fmt", "--check", fine.toString()).status());
  }

  @Test
  void aFileThatCannotBeReadIsReportedAndTheOthersAreFormatted() throws IOException {
    Path file = file(UGLY);
    Path noText = Files.write(folder.resolve("bytes.tulle"), new byte[] {(byte) 0xC3, 0x28});
    Terminal result = Terminal.run("fmt", folder.resolve("none.tulle").toString(), noText.toString(), file.toString());
    assertEquals(2, result.status());
    assertTrue(result.err().contains("there is no such file") && result.err().contains("it is not UTF-8 text"), result.err());
    assertEquals(FINE, Files.readString(file));
  }

  @Test
  void whoMayReadAFileStays() throws IOException {
    Path file = file(UGLY);
    assumeTrue(Files.getFileAttributeView(file, PosixFileAttributeView.class) != null, "no permissions of this kind here");
    var owner = PosixFilePermissions.fromString("rwx------");
    Files.setPosixFilePermissions(file, owner);
    assertEquals(ExitStatus.OK, Terminal.run("fmt", file.toString()).status());
    assertEquals(owner, Files.getPosixFilePermissions(file));
  }

  @Test
  void aProgramWithASlipIsLeftAsItIs() throws IOException {
    Path file = file("model M { let y = }");
    Terminal result = Terminal.run("fmt", file.toString());
    assertEquals(2, result.status());
    assertTrue(result.err().contains("error[T0"), result.err());
    assertEquals("model M { let y = }", Files.readString(file));
  }

  @Test
  void standardInputIsWrittenToStandardOutput() {
    assertEquals(new Terminal(0, FINE, ""), Terminal.runOn(UGLY, "fmt", "-"));
    assertEquals(new Terminal(0, FINE, ""), Terminal.runOn(FINE, "fmt", "-"));
    assertEquals(new Terminal(1, "<standard input>:1: not in the style\n", ""), Terminal.runOn(UGLY, "fmt", "--check", "-"));
    Terminal slip = Terminal.runOn("model M { let y = }", "fmt", "-");
    assertEquals(2, slip.status());
    assertEquals("", slip.out());
    assertTrue(slip.err().contains("<standard input>:1:"), slip.err());
  }

  @Test
  void anErrorCountsMoreThanAnotherStyle() throws IOException {
    assertEquals(2, Terminal.run("fmt", "--check", file(UGLY).toString(), folder.resolve("none.tulle").toString()).status());
  }
}
