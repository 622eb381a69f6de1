package dev.tulle.dsl.format;

import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.syntax.Lexemes.Lexeme;
import java.util.List;
import java.util.Set;

/// Where a blank stands between two words.
final class Spacing {
  /// What a `(` follows closely: calls, and operators with their indices.
  private static final Set<Integer> CALLED = Set.of(
      TulleLexer.ID, TulleLexer.REDUCE, TulleLexer.MINMAX, TulleLexer.QUANT, TulleLexer.ROWOP, TulleLexer.SELECT, TulleLexer.CAST,
      TulleLexer.DEFINED);
  /// What a `[` follows closely.
  private static final Set<Integer> INDEXED = Set.of(
      TulleLexer.ID, TulleLexer.RPAREN, TulleLexer.ELEM, TulleLexer.REDUCE, TulleLexer.MINMAX, TulleLexer.QUANT, TulleLexer.ROWOP,
      TulleLexer.SELECT);
  /// Behind these a `-` is a sign.
  private static final Set<Integer> BEFORE_SIGN = Set.of(
      TulleLexer.LPAREN, TulleLexer.LBRACKET, TulleLexer.COMMA, TulleLexer.COLON, TulleLexer.ASSIGN, TulleLexer.PLUS, TulleLexer.MINUS,
      TulleLexer.STAR, TulleLexer.SLASH, TulleLexer.PERCENT, TulleLexer.COALESCE, TulleLexer.EQ, TulleLexer.NE, TulleLexer.LT,
      TulleLexer.LE,
      TulleLexer.GT, TulleLexer.GE, TulleLexer.IF, TulleLexer.THEN, TulleLexer.ELSE, TulleLexer.AND, TulleLexer.OR, TulleLexer.NOT,
      TulleLexer.WHERE, TulleLexer.BY, TulleLexer.REQUIRE, TulleLexer.UNTIL);

  private Spacing() {}

  /// @param before the words of the line so far
  static boolean between(List<Word> before, Lexeme next) {
    Word last = before.getLast();
    if (last.isComment() || next.isComment()) return true;
    if (isSign(before)) return false;
    return switch (next.type()) {
      case TulleLexer.COMMA, TulleLexer.RPAREN, TulleLexer.RBRACKET, TulleLexer.DOT -> last.type() == TulleLexer.COMMA;
      case TulleLexer.COLON -> last.type() == TulleLexer.COMMA;
      case TulleLexer.LPAREN -> !opens(last) && !(CALLED.contains(last.type()) && !isFoldElement(before));
      case TulleLexer.LBRACKET -> !opens(last) && !INDEXED.contains(last.type());
      default -> !opens(last) && last.type() != TulleLexer.DOT;
    };
  }

  private static boolean opens(Word word) {
    return word.type() == TulleLexer.LPAREN || word.type() == TulleLexer.LBRACKET;
  }

  /// `fold (g: G) with …`: no call.
  private static boolean isFoldElement(List<Word> before) {
    return before.getLast().type() == TulleLexer.FOLD;
  }

  /// Whether the last word is a `-` that belongs to what follows it.
  static boolean isSign(List<Word> before) {
    if (before.getLast().type() != TulleLexer.MINUS) return false;
    return before.size() == 1 || BEFORE_SIGN.contains(before.get(before.size() - 2).type()) || before.get(before.size() - 2).isComment();
  }
}
