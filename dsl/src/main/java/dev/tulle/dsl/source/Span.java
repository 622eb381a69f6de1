package dev.tulle.dsl.source;

/// A stretch of one source file: `[start, end)` in UTF-16 code units of the text.
public record Span(Source source, int start, int end) {
  public Span {
    if (start < 0 || end < start) throw new IllegalArgumentException("span " + start + ".." + end);
  }

  /// The line in which it begins, counted from 1.
  public int line() {
    String before = source.text().substring(0, start).replace("\r\n", "\n").replace('\r', '\n');
    return 1 + (int) before.chars().filter(c -> c == '\n').count();
  }

  public String text() {
    return source.text().substring(start, end);
  }
}
