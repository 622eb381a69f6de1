package dev.tulle.models.active;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.Main;
import dev.tulle.models.minilm.PublishedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tulle demo active` as a user calls it.
class ActiveCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  private int run(String... options) {
    var line = new String[options.length + 2];
    line[0] = "demo";
    line[1] = "active";
    System.arraycopy(options, 0, line, 2, options.length);
    return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
  }

  private String text(byte... bytes) throws IOException {
    var file = folder.resolve("sentences.txt");
    Files.write(file, bytes);
    return file.toString();
  }

  @Test
  void tableOfFourSelectionsIsPrinted() throws IOException {
    PublishedModel.orSkip();
    var sentences = text("A man is eating food.\n\nA man is eating a piece of bread.\n".getBytes());
    assertEquals(ExitStatus.OK, run("--sentences", sentences, "--sparsity", "50"), err::toString);
    var rows = out.toString().lines().filter(line -> line.startsWith("| 50 %")).toList();
    assertEquals(4, rows.size(), out::toString);
    assertTrue(rows.get(1).startsWith("| 50 % | WINA | 192 of 384, 768 of 1536 | 50.0 % | 0."), out::toString);
    assertTrue(out.toString().contains("2 sentences, 19 tokens, on cpu"), out::toString);
    assertTrue(err.toString().contains("WINA: preparing"), err::toString);
  }

  @Test
  void oneSentenceHasNoPairs() throws IOException {
    assertEquals(ExitStatus.USER_ERROR, run("--sentences", text("Alone.\n".getBytes())));
    assertTrue(err.toString().contains("sentences.txt has 1 sentences; at least two are needed"), err::toString);
  }

  @Test
  void fileThatIsNoTextIsRefused() throws IOException {
    assertEquals(ExitStatus.USER_ERROR, run("--sentences", text((byte) 0xff, (byte) 0xfe, (byte) 0)));
    assertTrue(err.toString().contains("is no text in UTF-8"), err::toString);
    assertEquals(ExitStatus.USER_ERROR, run("--sentences", folder.resolve("missing.txt").toString()));
    assertTrue(err.toString().contains("cannot read"), err::toString);
  }

  @Test
  void sparsityOutsideOfItsRangeIsWrongUsage() {
    for (var percent : new String[] {"0", "91", "-5"}) assertEquals(ExitStatus.USAGE, run("--sparsity", percent), err::toString);
    assertTrue(err.toString().contains("--sparsity: 91 is not 1 to 90"), err::toString);
  }
}
