package dev.tulle.dsl.source;

import java.nio.file.Path;
import java.util.Optional;

/// One source text and the name a report shows for it.
///
/// @param file where it was read; what it imports is looked for beside it. A text without a file can import the standard library only
public record Source(String name, String text, Optional<Path> file) {
  /// A text that stands in no file.
  public Source(String name, String text) {
    this(name, text, Optional.empty());
  }
}
