package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.source.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/// Warns of `a // b`, which is `a` and a comment: the comment follows an operand on its line, and reads like the rest of an expression over names of this text.
final class DivisionComments {
  private DivisionComments() {}

  static void check(List<Token> tokens, Places places, Consumer<Diagnostic> report) {
    Set<String> names = null;
    Token before = null;
    for (Token token : tokens) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) before = token;
      boolean behindOperand = token.getType() == TulleLexer.COM && before != null && before.getLine() == token.getLine()
          && Vocabulary.endsOperand(before);
      if (!behindOperand) continue;
      if (names == null) names = names(tokens);
      if (!looksLikeOperand(token.getText().substring(2), names)) continue;
      var slashes = places.of(token);
      report.accept(
          new Diagnostic(
              DiagnosticCode.T0015,
              "`//` begins a comment; it does not divide",
              new Span(slashes.source(), slashes.start(), slashes.start() + 2),
              "the rest of the line is not read",
              List.of(),
              "write `/`, which between integers is floor division; or put the comment on its own line"));
    }
  }

  private static Set<String> names(List<Token> tokens) {
    Set<String> names = new HashSet<>();
    for (Token token : tokens) if (token.getType() == TulleLexer.ID) names.add(token.getText());
    return names;
  }

  /// Whether the text is an operand with perhaps more of an expression behind it: only names of the file, never two words in a row as in a sentence.
  private static boolean looksLikeOperand(String text, Set<String> names) {
    var lexer = new TulleLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners();
    Token before = null;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getChannel() != Token.DEFAULT_CHANNEL) break;
      int type = token.getType();
      boolean operand = type == TulleLexer.ID || type == TulleLexer.INT || type == TulleLexer.FLOAT;
      if (type == TulleLexer.ID && !names.contains(token.getText())) return false;
      if (before == null && !operand && type != TulleLexer.LPAREN) return false;
      boolean afterOperand = before != null && Vocabulary.endsOperand(before);
      boolean word = operand || Vocabulary.isReservedWord(token) && type != TulleLexer.AND && type != TulleLexer.OR;
      if (afterOperand && word) return false;
      if (type >= TulleLexer.FOREIGN_NAME || type == TulleLexer.LBRACE) return false;
      before = token;
    }
    return before != null;
  }
}
