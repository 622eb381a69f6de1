package dev.tulle.dsl.check;

import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Parser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The layers that ship with the language, written in it: `import std.attention`.
public final class StandardLibrary {
  /// What can be imported.
  public static final List<String> NAMES = List.of("std.activation", "std.attention", "std.coding", "std.convolution", "std.counter",
      "std.geometry", "std.linear", "std.loss", "std.norm", "std.optimiser", "std.routing", "std.solve");

  private StandardLibrary() {}

  /// The import that makes a layer known.
  static Optional<String> defining(String layer) {
    return NAMES.stream()
        .filter(path -> Parser.parse(find(path).orElseThrow())
            .file()
            .declarations()
            .stream()
            .anyMatch(d -> d instanceof Declaration.Layer l && l.name().text().equals(layer)))
        .findFirst();
  }

  public static Optional<Source> find(String name) {
    if (!NAMES.contains(name)) return Optional.empty();
    String file = name.substring("std.".length()) + ".tulle";
    try (InputStream in = StandardLibrary.class.getResourceAsStream("/dev/tulle/dsl/std/" + file)) {
      return Optional.of(new Source("std/" + file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
