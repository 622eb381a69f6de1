package dev.tulle.models.minilm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// `tulle demo embed` as a user calls it.
class EmbedCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    var line = new String[arguments.length + 2];
    line[0] = "demo";
    line[1] = "embed";
    System.arraycopy(arguments, 0, line, 2, arguments.length);
    return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void cosineOfTwoSentencesIsPrinted() {
    PublishedModel.orSkip();
    assertEquals(ExitStatus.OK, run("A man is eating food.", "A man is eating a piece of bread."), err::toString);
    assertEquals("""
        A man is eating food.               1.0000   0.7553
        A man is eating a piece of bread.   0.7553   1.0000
        """, out.toString().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void emptySentenceIsEmbeddedWithAWarning() {
    PublishedModel.orSkip();
    assertEquals(ExitStatus.OK, run("A man is eating food.", "", " \t\n "), err::toString);
    for (var sentence : new int[] {2, 3})
      assertTrue(err.toString().contains("warning: sentence " + sentence + " has no words; where the model puts it means nothing"),
          err::toString);
    assertEquals(3, out.toString().lines().filter(line -> line.contains("1.0000")).count(), out::toString);
    assertTrue(!out.toString().contains("NaN"), out::toString);
  }

  @Test
  void sentenceOfTenThousandWordsIsCutWithAWarning() {
    PublishedModel.orSkip();
    var words = "food ".repeat(10_000);
    assertEquals(ExitStatus.OK, run(words, words + "and nobody reads this"), err::toString);
    assertTrue(err.toString().contains("warning: sentence 1 has 10002 tokens; the model reads the first 256"), err::toString);
    assertTrue(err.toString().contains("warning: sentence 2 has 10006 tokens"), err::toString);
    assertTrue(out.toString().contains("…   1.0000   1.0000"), out::toString);
  }

  @Test
  void noSentenceIsWrongUsage() {
    assertEquals(ExitStatus.USAGE, run());
    assertTrue(err.toString().contains("SENTENCE"), err::toString);
  }

  @Test
  void unknownPruningIsWrongUsageAndSaysWhatToWrite() {
    assertEquals(ExitStatus.USAGE, run("a", "--prune", "half"));
    assertTrue(err.toString().contains("`half` is no way to prune; write N:M, such as 2:4, or csr:DENSITY, such as csr:0.5"),
        err::toString);
  }

  @Test
  void windowBelowZeroIsWrongUsage() {
    assertEquals(ExitStatus.USAGE, run("a", "--window", "-1"));
    assertTrue(err.toString().contains("-1 places away"), err::toString);
  }
}
