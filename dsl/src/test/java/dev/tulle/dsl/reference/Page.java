package dev.tulle.dsl.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A page of the language reference and its fenced blocks.
record Page(Path path, List<Block> blocks) {
  /// A fenced block.
  ///
  /// @param info what stands behind the opening fence: `tulle`, `tulle error T0304`, `values`
  /// @param line of its first text line, from 1
  record Block(Path page, String info, String text, int line) {
    @Override
    public String toString() {
      return page.getFileName() + ":" + line;
    }
  }

  static final Path FOLDER = Path.of("reference");

  static Stream<Page> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".md")).sorted().map(Page::read).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path path) {
    Page page = new Page(path, new ArrayList<>());
    String info = null;
    int start = 0;
    StringBuilder text = new StringBuilder();
    List<String> lines = page.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean fence = line.startsWith("```");
      if (!fence && line.matches("\\s*(```|~~~).*"))
        throw new AssertionError(path + ":" + (i + 1) + ": fences stand at the start of a line, as ```");
      if (!fence) {
        if (info != null) text.append(line).append('\n');
      } else if (info == null) {
        info = line.substring(3).strip();
        start = i + 2;
        text.setLength(0);
      } else if (line.equals("```")) {
        page.blocks.add(new Block(path, info, text.toString(), start));
        info = null;
      } else {
        throw new AssertionError(path + ":" + (i + 1) + ": the block of line " + (start - 1) + " is not closed");
      }
    }
    if (info != null) throw new AssertionError(path + ": the block of line " + (start - 1) + " is not closed");
    return page;
  }
}
