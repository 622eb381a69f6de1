package dev.tulle.dsl.diagnostic;

/// One line of a source as a terminal shows it: tabs are blanks up to the next stop, nothing can move the cursor, and of a long line only the part around the
/// marked stretch is left.
record PrintedLine(String text, int from, int to) {
  private static final int TAB = 4;
  private static final int WIDEST = 120;
  /// How much of a clipped line is shown before the mark.
  private static final int BEFORE = 40;

  /// @param line the line without its line break
  /// @param start first marked code unit
  /// @param end behind the last marked code unit, not before `start`
  static PrintedLine of(String line, int start, int end) {
    var shown = new StringBuilder();
    int from = 0;
    int to = 0;
    int columns = 0;
    for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
      if (i == start) from = columns;
      if (i == end) to = columns;
      int c = line.codePointAt(i);
      int width = c == '\t' ? TAB - columns % TAB : isInvisible(c) && i == 0 ? 0 : 1;
      if (c == '\t') shown.repeat(' ', width);
      else if (width > 0) shown.appendCodePoint(isHarmless(c) ? c : '\uFFFD');
      columns += width;
    }
    if (start >= line.length()) from = columns;
    if (end >= line.length()) to = columns;
    return clip(shown.toString(), from, Math.max(to, from + 1));
  }

  /// A byte order mark at the start of a file.
  private static boolean isInvisible(int character) {
    return character == 0xFEFF;
  }

  /// Whether a terminal shows the character and does nothing else.
  static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED -> false;
      default -> true;
    };
  }

  private static PrintedLine clip(String line, int from, int to) {
    int length = line.codePointCount(0, line.length());
    if (length <= WIDEST) return new PrintedLine(line, from, to);
    int first = Math.clamp(from - BEFORE, 0, length - WIDEST);
    int last = first + WIDEST;
    String part = line.substring(line.offsetByCodePoints(0, first), line.offsetByCodePoints(0, last));
    String text = (first > 0 ? "…" : "") + part + (last < length ? "…" : "");
    int moved = first - (first > 0 ? 1 : 0);
    return new PrintedLine(text, from - moved, Math.min(to, last) - moved);
  }

  /// The line below it, with `^` under the marked stretch.
  String carets() {
    return " ".repeat(from) + "^".repeat(Math.max(1, to - from));
  }
}
