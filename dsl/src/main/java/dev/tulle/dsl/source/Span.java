package dev.tulle.dsl.source;

/// A stretch of one source file: `[start, end)` in UTF-16 code units of the text.
public record Span(Source source, int start, int end) {
  public Span {
    if (start < 0 || end < start) throw new IllegalArgumentException("span " + start + ".." + end);
  }

  public String text() {
    return source.text().substring(start, end);
  }
}
