package dev.tulle.cli;

import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads program text.
final class SourceFile {
  /// No program written by hand is longer; what is longer is another kind of file.
  private static final long MAXIMUM_BYTES = 16 << 20;

  private SourceFile() {}

  static Source read(Path path) throws IOException {
    if (Files.isDirectory(path)) throw new UserError("`" + path + "` is a folder, not a program");
    if (Files.size(path) > MAXIMUM_BYTES) throw new UserError("`" + path + "` is longer than 16 MiB and so hardly a Tulle program");
    try {
      return new Source(path.toString(), Files.readString(path));
    } catch (MalformedInputException e) {
      throw new UserError("`" + path + "` is not UTF-8 text", e);
    }
  }
}
