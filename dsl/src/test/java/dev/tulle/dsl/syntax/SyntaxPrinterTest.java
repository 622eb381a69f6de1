package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A printed tree reads back as the same tree.
class SyntaxPrinterTest {
  private static SyntaxFile parse(String text, String hint) {
    var result = Parser.parse(new Source("printed.tulle", text));
    assertEquals("", DiagnosticPrinter.plain().print(result.diagnostics()), () -> hint + "\n" + text);
    return result.file();
  }

  static Stream<Path> programs() throws IOException {
    return Files.list(Path.of("src/test/resources/language")).filter(p -> p.toString().endsWith(".tulle")).sorted();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void programOfTheLanguagePage(Path path) throws IOException {
    SyntaxFile file = parse(Files.readString(path), path.toString());
    assertEquals(TreeText.of(file), TreeText.of(parse(SyntaxPrinter.print(file), path.toString())));
  }

  @Test
  void randomTrees() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + 100; seed++) {
      SyntaxFile file = new RandomTrees(seed).file();
      String text = SyntaxPrinter.print(file);
      String hint = "RandomTrees(" + seed + "L)";
      assertEquals(TreeText.of(file), TreeText.of(parse(text, hint)), () -> hint + "\n" + text);
    }
  }

  @Test
  void onlyNeededParentheses() {
    String expression = "(sum(d) a[d] * b[d]) * -c + max(a, b - 1) % 2 - (if x then 1 else 2) ?? -y";
    var let = (Item.Let) ((Declaration.Model) parse("model M { let x = " + expression + " }", "").declarations().getFirst()).items()
        .getFirst();
    assertEquals(expression, SyntaxPrinter.print(let.value()));
  }
}
