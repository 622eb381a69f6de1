package dev.tulle.compiler.constructs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A construct of the language, as a page lists it: a section, `# Patterns`, with constructs, `## Threshold`, and below each a program
/// between fences. A fence may say the sizes, ` ```tulle sizes 4 8 `.
///
/// @param programs texts with one model; none if nobody has written one yet
/// @param sizes of the data: the first size of the model is it, each further one is larger by one
record Construct(String section, String name, List<String> programs, List<Long> sizes) {
  /// One element; less than a vector; beyond one and beyond two.
  private static final List<Long> STANDARD = List.of(1L, 6L, 17L, 40L);
  private static final String FENCE = "```";

  /// All constructs, in the order of the pages.
  static List<Construct> all() {
    try (Stream<Path> pages = Files.list(Path.of(Objects.requireNonNull(Construct.class.getResource("/constructs")).toURI()))) {
      return pages.sorted().flatMap(page -> read(page).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<Construct> read(Path page) {
    List<Construct> constructs = new ArrayList<>();
    String section = "";
    StringBuilder program = null;
    for (String line : lines(page)) {
      if (program != null && line.equals(FENCE)) {
        constructs.getLast().programs().add(program.toString());
        program = null;
      } else if (program != null) {
        program.append(line).append('\n');
      } else if (line.startsWith(FENCE)) {
        Construct last = constructs.removeLast();
        constructs.add(new Construct(section, last.name(), last.programs(), sizes(line)));
        program = new StringBuilder();
      } else if (line.startsWith("## ")) {
        constructs.add(new Construct(section, line.substring(3), new ArrayList<>(), STANDARD));
      } else if (line.startsWith("# ")) {
        section = line.substring(2);
      } else if (!line.isBlank()) {
        throw new AssertionError(page + ": " + line);
      }
    }
    return constructs;
  }

  private static List<Long> sizes(String fence) {
    if (fence.equals("```tulle")) return STANDARD;
    if (!fence.matches("```tulle sizes( \\d+)+")) throw new AssertionError("what is `" + fence + "`?");
    return Stream.of(fence.substring("```tulle sizes ".length()).split(" ")).map(Long::valueOf).toList();
  }

  private static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
