package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// One place where a text stops being Tulle.
///
/// @param tokens the visible tokens of the item (or head, or declaration) up to the offending one, which is the last
/// @param expected the types of token that could stand in its place
/// @param startsLine whether the offending token is the first on its line
record Trouble(List<Token> tokens, IntervalSet expected, boolean startsLine) {
  Token token() {
    return tokens.getLast();
  }

  int type() {
    return token().getType();
  }

  int at() {
    return tokens.size() - 1;
  }

  /// The token before the offending one, or the offending one if it is the first.
  Token previous() {
    return tokens.get(Math.max(0, at() - 1));
  }

  int typeAt(int position) {
    return position < 0 ? Token.INVALID_TYPE : tokens.get(position).getType();
  }

  /// Position of the innermost bracket that is open at the offending token, −1 if none is.
  int opener() {
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < at(); i++) {
      switch (typeAt(i)) {
        case TulleLexer.LPAREN, TulleLexer.LBRACKET -> open.push(i);
        case TulleLexer.RPAREN, TulleLexer.RBRACKET -> open.poll();
        default -> {}
      }
    }
    return open.isEmpty() ? -1 : open.peek();
  }

  /// Position of the bracket that the closing one at `position` closes, −1 if there is none.
  int openerOf(int position) {
    int depth = 0;
    for (int i = position; i >= 0; i--) {
      switch (typeAt(i)) {
        case TulleLexer.RPAREN, TulleLexer.RBRACKET -> depth++;
        case TulleLexer.LPAREN, TulleLexer.LBRACKET -> depth--;
        default -> {}
      }
      if (depth == 0) return i;
    }
    return -1;
  }

  /// Whether the text seems to end here: something new begins, or nothing follows.
  boolean atBoundary() {
    boolean item = Vocabulary.ITEMS.contains(type()) && startsLine;
    return item || Vocabulary.DECLARATIONS.contains(type()) || type() == TulleLexer.LBRACE || type() == TulleLexer.RBRACE
        || type() == Token.EOF;
  }
}
