package dev.tulle.dsl.format;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.syntax.Lexemes;
import dev.tulle.dsl.syntax.Lexemes.Lexeme;
import dev.tulle.dsl.syntax.Parser;
import java.util.List;
import java.util.Optional;

/// Writes a program in the one style.
///
/// An item a line, two blanks for each block it stands in; what is longer than [#WIDTH] is broken at its loosest operators ([BreakLines]). A blank line between
/// items is kept, several become one; comments stay with the words they follow or precede.
public final class Formatter {
  /// The longest line, in characters, comments at its end apart.
  static final int WIDTH = 110;

  private Formatter() {}

  /// What came of it.
  ///
  /// @param text present exactly if the program has no slip of syntax and is not too long to be read again
  /// @param diagnostics its slips
  public record Result(Optional<String> text, List<Diagnostic> diagnostics) {
    public Result {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /// @throws IllegalStateException if the result would not be the same program, which is our mistake
  public static Result format(Source source) {
    Parser.Result parsed = Parser.parse(source);
    if (!parsed.isSound()) return new Result(Optional.empty(), parsed.diagnostics());
    List<Lexeme> words = Lexemes.of(source);
    StringBuilder text = new StringBuilder();
    for (Line line : new Lines(parsed.file(), words).all()) {
      if (line.blankBefore()) text.append('\n');
      for (String written : BreakLines.write(line)) text.append(written).append('\n');
    }
    Source written = new Source(source.name(), text.toString());
    Parser.Result again = Parser.parse(written);
    if (text.length() > Parser.LONGEST_TEXT) return new Result(Optional.empty(), again.diagnostics());
    if (!again.isSound() || !texts(Lexemes.of(written)).equals(texts(words)))
      throw new IllegalStateException("formatting " + source.name() + " would change it");
    return new Result(Optional.of(text.toString()), parsed.diagnostics());
  }

  private static List<String> texts(List<Lexeme> words) {
    return words.stream().map(Lexeme::text).toList();
  }
}
