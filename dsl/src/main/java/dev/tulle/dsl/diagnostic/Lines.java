package dev.tulle.dsl.diagnostic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The lines of a text, which end in `\n`, `\r\n` or `\r`.
final class Lines {
  private final String text;
  private final List<Integer> starts = new ArrayList<>();

  Lines(String text) {
    this.text = text;
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends = c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
      if (ends) starts.add(i + 1);
    }
  }

  /// The line, counted from 0, that holds the code unit at `offset`.
  int at(int offset) {
    int found = Collections.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }

  int start(int line) {
    return starts.get(line);
  }

  /// The end of a line before its line break.
  int end(int line) {
    int end = line + 1 < starts.size() ? starts.get(line + 1) : text.length();
    while (end > start(line) && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) end--;
    return end;
  }

  /// The column, counted from 1 in characters.
  int column(int offset) {
    return text.codePointCount(start(at(offset)), offset) + 1;
  }
}
