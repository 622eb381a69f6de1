package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.source.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/// Questions about the neighbourhood of a token.
final class Tokens {
  private static final Pattern LONE_RETURN = Pattern.compile("\\r(?!\\n)");

  private Tokens() {}

  /// What reads the words of a text. A line may end in `\r` alone, as for [dev.tulle.dsl.diagnostic.Lines]: the lexer counts lines by `\n` only, so it gets that.
  static TulleLexer lexer(Source source) {
    String text = LONE_RETURN.matcher(source.text()).replaceAll("\n");
    var lexer = new TulleLexer(CharStreams.fromString(text, source.name()));
    lexer.removeErrorListeners();
    return lexer;
  }

  /// Whether no other visible token stands before this one on its line.
  static boolean startsLine(TokenStream tokens, Token token) {
    Token before = before(tokens, token);
    return before == null || before.getLine() < token.getLine();
  }

  /// The visible token before this one, or null.
  static Token before(TokenStream tokens, Token token) {
    for (int i = token.getTokenIndex() - 1; i >= 0; i--) {
      Token before = tokens.get(i);
      if (before.getChannel() == Token.DEFAULT_CHANNEL) return before;
    }
    return null;
  }

  /// The tokens from index `from` to index `to` that the parser sees.
  static List<Token> visible(TokenStream tokens, int from, int to) {
    List<Token> visible = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      if (tokens.get(i).getChannel() == Token.DEFAULT_CHANNEL) visible.add(tokens.get(i));
    }
    return visible;
  }

  /// The doc comment above a token: the `///` lines between it and the visible token before it that stand on lines of their own, without the slashes.
  static String doc(TokenStream tokens, Token token) {
    List<String> lines = new ArrayList<>();
    Token before = before(tokens, token);
    for (int i = token.getTokenIndex() - 1; i >= 0 && tokens.get(i) != before; i--) {
      Token comment = tokens.get(i);
      boolean trailing = before != null && comment.getLine() == before.getLine();
      if (comment.getType() == TulleLexer.DOC && !trailing) lines.add(comment.getText().substring(3).strip());
    }
    Collections.reverse(lines);
    return String.join("\n", lines);
  }
}
