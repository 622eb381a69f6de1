package dev.tulle.dsl.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.syntax.Lexemes;
import dev.tulle.dsl.syntax.Lexemes.Lexeme;
import dev.tulle.dsl.syntax.Parser;
import dev.tulle.dsl.syntax.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatterTest {
  private static String format(String text) {
    return Formatter.format(new Source("test.tulle", text)).text().orElseThrow(() -> new AssertionError(text));
  }

  private static String tree(String text) {
    return Trees.text(Parser.parse(new Source("test.tulle", text)).file());
  }

  private static List<String> comments(String text) {
    return Lexemes.of(new Source("test.tulle", text)).stream().filter(Lexeme::isComment).map(Lexeme::text).toList();
  }

  private static void staysTheSameProgram(String text, String hint) {
    String formatted = format(text);
    assertEquals(tree(text), tree(formatted), () -> hint + "\n" + text);
    assertEquals(comments(text), comments(formatted), () -> hint + "\n" + text);
    assertEquals(formatted, format(formatted), () -> hint + ", formatted twice\n" + text);
  }

  static Stream<Path> programs() throws IOException {
    return Stream.of("src/main/resources", "src/test/resources", "../compiler/src/test/resources", "../models")
        .map(Path::of)
        .flatMap(folder -> files(folder).stream())
        .filter(p -> p.toString().endsWith(".tulle") && isSound(p))
        .sorted();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSound(Path file) {
    return Parser.parse(new Source(file.toString(), read(file))).isSound();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void everyProgramOfTheProjectStaysTheSame(Path file) {
    staysTheSameProgram(read(file), file.toString());
  }

  @Test
  void randomProgramsWithCommentsBetweenAnyWordsStayTheSame() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 60; seed++) {
      staysTheSameProgram(Trees.disturbed(Trees.program(seed), seed), "seed " + seed);
    }
  }

  static Stream<Path> shipped() {
    return Stream.of("src/main/resources", "../models")
        .flatMap(f -> files(Path.of(f)).stream())
        .filter(p -> p.toString().endsWith(".tulle"))
        .filter(p -> !p.toString().contains("target"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void whatWeShipIsInTheStyle(Path file) {
    assertEquals(format(read(file)), read(file), file.toString());
  }

  @Test
  void blanksLinesAndIndentationAreTheFormatters() {
    assertEquals("""
        import std.norm

        /// About it.
        model M(K = 4, EPS = 1e-6) {  // head
          input x: f32[N, K]

          // alone
          let y[n, k] = -x[n, k] * (sum(j) x[n, j]) - max(x[n, k], 0.0)  // end
          fold [n: N] (k: K) with (s = 0.0) {
            next s = s + Norm(x[n, :])[k]
          }
          output z[n] = if s[n] > 0.0 then s[n] else -s[n]
        }

        // last
        """, format("""
        import   std.norm
        ///   About it.
        model M ( K=4,EPS = 1e-6 ){ // head
        input x :f32 [ N,K ]


        // alone
            let y[n,k]=-x[n,k]*( sum (j)x[n,j] )-max( x[n,k],0.0 ) // end
        fold[n:N](k:K)with(s=0.0){next s=s+Norm(x[n,:])[k]}
          output z[n]=if s[n]>0.0 then s[n]else-s[n] }
        // last""").replace("///   About", "/// About"));
  }

  @Test
  void whatIsTooLongIsBrokenAtItsLoosestOperators() {
    String formatted = format(
        """
            model M {
              let power[g] = -0.5 * (conic[g, 0] * offset_x[g] * offset_x[g] + conic[g, 2] * offset_y[g] * offset_y[g]) - conic[g, 1] * offset_x[g] * offset_y[g]
              pattern seen[i: N, j: N] where_ = j <= i
            }
            """
            .replace(" where_", ""));
    assertEquals("""
        model M {
          let power[g] =
            -0.5 * (conic[g, 0] * offset_x[g] * offset_x[g] + conic[g, 2] * offset_y[g] * offset_y[g])
              - conic[g, 1] * offset_x[g] * offset_y[g]
          pattern seen[i: N, j: N] = j <= i
        }
        """, formatted);
  }

  @Test
  void aCommentInsideAnExpressionEndsItsLine() {
    assertEquals("""
        model M {
          let y = a  // first
            + b
            // alone
            + c
        }
        """, format("model M { let y = a // first\n+ b\n// alone\n + c }"));
  }

  @Test
  void noLineIsTooLongWhereItCanBeBroken() {
    StringBuilder program = new StringBuilder("model M {");
    for (int terms = 1; terms < 60; terms += 4) {
      program.append("let y").append(terms).append("[i] = exp(");
      for (int t = 0; t < terms; t++)
        program.append(t == 0 ? "" : t % 3 == 0 ? " + " : " * ").append("clamp(x[i, ").append(t).append("], -1.0, 1.0)");
      program.append(") ");
    }
    String formatted = format(program.append("}").toString());
    formatted.lines().forEach(l -> assertTrue(l.length() <= Formatter.WIDTH, () -> l));
  }

  @Test
  void anEmptyFileStaysEmpty() {
    assertEquals("", format(""));
    assertEquals("// only\n", format("\uFEFF  // only"));
  }

  @Test
  void aProgramWithASlipIsNotFormatted() {
    Formatter.Result result = Formatter.format(new Source("test.tulle", "model M { let y = }"));
    assertTrue(result.text().isEmpty());
    assertTrue(!result.diagnostics().isEmpty());
  }
}
