package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.source.Source;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/// The words of a text as they stand there, comments among them, for tools that look at the text itself.
public final class Lexemes {
  /// One word or comment.
  ///
  /// @param type of [TulleLexer]; a contextual word is an `ID` where it is a name
  /// @param start the place of its first character
  /// @param line of its first character, from 1
  public record Lexeme(int type, String text, int start, int line) {
    public boolean isComment() {
      return type == TulleLexer.COM || type == TulleLexer.DOC;
    }
  }

  private Lexemes() {}

  /// All words and comments in order, without blanks and without the end of the file.
  public static List<Lexeme> of(Source source) {
    var tokens = new CommonTokenStream(Tokens.lexer(source));
    tokens.fill();
    ContextualWords.resolve(Tokens.visible(tokens, 0, tokens.size() - 1));
    int[] codeUnits = codeUnits(source.text());
    return tokens.getTokens()
        .stream()
        .filter(t -> t.getType() != Token.EOF)
        .map(t -> new Lexeme(t.getType(), t.getText().stripTrailing(), codeUnits[t.getStartIndex()], t.getLine()))
        .toList();
  }

  /// The lexer counts characters, a [Source] UTF-16 code units.
  private static int[] codeUnits(String text) {
    int[] at = new int[text.codePointCount(0, text.length()) + 1];
    int unit = 0;
    for (int i = 0; i < at.length - 1; i++) {
      at[i] = unit;
      unit += Character.charCount(text.codePointAt(unit));
    }
    at[at.length - 1] = unit;
    return at;
  }
}
