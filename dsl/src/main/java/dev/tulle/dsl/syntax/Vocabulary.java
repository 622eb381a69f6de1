package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Kinds of tokens, and the words in which a report speaks of them.
final class Vocabulary {
  /// The words that begin an item.
  static final Set<Integer> ITEMS = Set.of(
      TulleLexer.INPUT,
      TulleLexer.WEIGHT,
      TulleLexer.STATE,
      TulleLexer.ENTRY,
      TulleLexer.SIZE,
      TulleLexer.REQUIRE,
      TulleLexer.CONST,
      TulleLexer.LET,
      TulleLexer.PATTERN,
      TulleLexer.OUTPUT,
      TulleLexer.UPDATE,
      TulleLexer.NEXT,
      TulleLexer.SKIP_,
      TulleLexer.STOP,
      TulleLexer.UNTIL,
      TulleLexer.REPEAT,
      TulleLexer.FOLD);
  /// The words that begin a declaration.
  static final Set<Integer> DECLARATIONS = Set.of(TulleLexer.IMPORT, TulleLexer.MODEL, TulleLexer.LAYER);
  /// The words of operators that bind indices.
  static final Set<Integer> OPERATORS = Set.of(TulleLexer.REDUCE, TulleLexer.MINMAX, TulleLexer.QUANT, TulleLexer.ROWOP, TulleLexer.SELECT);
  static final Set<Integer> MULTIPLICATIVE = Set.of(TulleLexer.STAR, TulleLexer.SLASH, TulleLexer.PERCENT);

  /// What can follow a finished operand inside an expression.
  private static final Set<Integer> CONTINUATIONS = Set.of(
      TulleLexer.PLUS,
      TulleLexer.MINUS,
      TulleLexer.STAR,
      TulleLexer.SLASH,
      TulleLexer.PERCENT,
      TulleLexer.EQ,
      TulleLexer.NE,
      TulleLexer.LT,
      TulleLexer.LE,
      TulleLexer.GT,
      TulleLexer.GE,
      TulleLexer.AND,
      TulleLexer.OR,
      TulleLexer.COALESCE,
      TulleLexer.DOT,
      TulleLexer.LPAREN,
      TulleLexer.LBRACKET);
  private static final Set<Integer> EXPRESSION_STARTS = Set.of(
      TulleLexer.IF,
      TulleLexer.NOT,
      TulleLexer.MINUS,
      TulleLexer.CAST,
      TulleLexer.DEFINED,
      TulleLexer.LPAREN,
      TulleLexer.INT,
      TulleLexer.FLOAT,
      TulleLexer.INF,
      TulleLexer.TRUE,
      TulleLexer.FALSE);
  private static final int LONGEST_QUOTE = 30;

  private Vocabulary() {}

  /// Whether the token can be the last one of an operand.
  static boolean endsOperand(Token token) {
    return switch (token.getType()) {
      case TulleLexer.RPAREN, TulleLexer.RBRACKET, TulleLexer.INT, TulleLexer.FLOAT, TulleLexer.INF, TulleLexer.TRUE, TulleLexer.FALSE ->
          true;
      default -> token.getType() == TulleLexer.ID;
    };
  }

  /// Whether the token is spelled like a name but is not one.
  static boolean isReservedWord(Token token) {
    String text = token.getText();
    return token.getType() != Token.EOF && token.getType() != TulleLexer.ID && !text.isEmpty() && Character.isLetter(text.charAt(0));
  }

  /// Whether an operand is complete, so that an operator could follow.
  static boolean wantsOperator(IntervalSet expected) {
    return expected.contains(TulleLexer.EQ);
  }

  static boolean wantsExpression(IntervalSet expected) {
    return expected.contains(TulleLexer.INT);
  }

  static boolean wantsName(IntervalSet expected) {
    return expected.contains(TulleLexer.ID);
  }

  /// What a report calls a token that it found.
  static String found(Token token) {
    return token.getType() == Token.EOF ? "the end of the file" : "`" + quote(token.getText()) + "`";
  }

  /// A piece of the user's text, short and harmless to print.
  static String quote(String text) {
    var quoted = new StringBuilder();
    text.codePoints().limit(LONGEST_QUOTE).forEach(c -> quoted.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return text.codePointCount(0, text.length()) > LONGEST_QUOTE ? quoted + "…" : quoted.toString();
  }

  /// `a name, `=` or an operator`: the expected tokens, grouped as a reader thinks of them.
  static String phrase(IntervalSet expected) {
    List<String> words = new ArrayList<>();
    var rest = new IntervalSet(expected);
    if (wantsExpression(rest)) {
      words.add("an expression");
      EXPRESSION_STARTS.forEach(rest::remove);
      rest.remove(TulleLexer.ID);
      OPERATORS.forEach(rest::remove);
    } else if (wantsName(rest)) {
      words.add("a name");
      rest.remove(TulleLexer.ID);
      OPERATORS.forEach(rest::remove);
    }
    if (rest.contains(TulleLexer.ELEM)) {
      words.add("an element type (`f32`, `f16`, `bf16`, `i32`, `i8`, `u8`, `bool`)");
      rest.remove(TulleLexer.ELEM);
    }
    boolean operator = wantsOperator(rest);
    if (operator) CONTINUATIONS.forEach(rest::remove);
    boolean item = rest.contains(TulleLexer.LET);
    if (item) {
      ITEMS.forEach(rest::remove);
      rest.remove(TulleLexer.RBRACE);
    }
    boolean declaration = rest.contains(TulleLexer.MODEL);
    if (declaration) DECLARATIONS.forEach(rest::remove);
    rest.toList().forEach(type -> words.add(type == Token.EOF ? "the end of the file" : literal(type)));
    if (operator) words.add("an operator");
    if (item) words.add("the next item");
    if (declaration) words.add("the next `model`, `layer` or `import`");
    if (words.size() < 2) return String.join("", words);
    return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  private static String literal(int type) {
    String literal = TulleLexer.VOCABULARY.getLiteralName(type);
    return literal == null ? "a number" : "`" + literal.substring(1, literal.length() - 1) + "`";
  }
}
