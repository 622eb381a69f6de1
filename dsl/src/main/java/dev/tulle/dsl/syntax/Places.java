package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// Where tokens stand in the source. ANTLR counts code points, a [Span] counts UTF-16 code units; they differ after the first character outside the basic plane.
final class Places {
  private final Source source;
  /// For each code point its first code unit, and the length of the text at the end; null where both counts agree.
  private final int[] units;

  Places(Source source) {
    this.source = source;
    String text = source.text();
    int points = text.codePointCount(0, text.length());
    if (points == text.length()) {
      units = null;
    } else {
      units = new int[points + 1];
      for (int point = 0, unit = 0; point < points; point++) {
        units[point] = unit;
        unit += Character.charCount(text.codePointAt(unit));
      }
      units[points] = text.length();
    }
  }

  Source source() {
    return source;
  }

  Span of(Token token) {
    return of(token, token);
  }

  Span of(Token first, Token last) {
    int start = unit(first.getStartIndex());
    return new Span(source, start, Math.max(start, unit(last.getStopIndex() + 1)));
  }

  /// The empty place just behind a token.
  Span after(Token token) {
    int end = of(token).end();
    return new Span(source, end, end);
  }

  /// The empty place behind the last thing that the text says.
  Span end() {
    int end = source.text().stripTrailing().length();
    return new Span(source, end, end);
  }

  Span of(ParserRuleContext context) {
    return of(context.getStart(), context.getStop() == null ? context.getStart() : context.getStop());
  }

  private int unit(int point) {
    return units == null ? point : units[point];
  }
}
