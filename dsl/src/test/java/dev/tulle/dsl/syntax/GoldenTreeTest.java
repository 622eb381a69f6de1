package dev.tulle.dsl.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole trees of a few texts, in `language/*.tree` beside them. With `TULLE_UPDATE=1` in the environment the files are written anew: then the difference is to
/// be read, since a tree that is stored is not thereby right.
class GoldenTreeTest {
  static Stream<Path> trees() throws IOException {
    return Files.list(Path.of("src/test/resources/language")).filter(p -> p.toString().endsWith(".tree")).sorted();
  }

  @ParameterizedTest
  @MethodSource("trees")
  void treeIsTheStoredOne(Path tree) throws IOException {
    Path text = tree.resolveSibling(tree.getFileName().toString().replace(".tree", ".tulle"));
    String actual = TreeText.of(Parser.parse(new Source(text.toString(), Files.readString(text))).file());
    if ("1".equals(System.getenv("TULLE_UPDATE"))) Files.writeString(tree, actual);
    assertEquals(Files.readString(tree), actual);
  }
}
