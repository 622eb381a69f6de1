package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/// Decides for each `size`, `require`, `order`, `by`, `at` and `most` whether it is the word of the language or a name, by its neighbours: where an operand has just
/// ended no name can follow, and these words can. The grammar alone would have two readings of `let y = max(a, b)  require (n > 0)`; here the item wins.
final class ContextualWords {
  /// What follows a name in an expression or on a left side, and no word.
  private static final Set<Integer> BEHIND_NAMES = Set.of(
      TulleLexer.ASSIGN,
      TulleLexer.COMMA,
      TulleLexer.COLON,
      TulleLexer.DOT,
      TulleLexer.RPAREN,
      TulleLexer.RBRACKET,
      TulleLexer.LBRACKET,
      TulleLexer.PLUS,
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
      TulleLexer.COALESCE);

  private final List<Token> tokens;
  private final Deque<Integer> open = new ArrayDeque<>();
  /// Whether the token before the one looked at closes the indices of an operator, so that its operand must follow.
  private boolean operandFollows;

  private ContextualWords(List<Token> visible) {
    tokens = visible;
  }

  /// Whether a name may be taken for a word behind `max(…)` or `count(…)`, which need no operand.
  static boolean isWordToo(String name) {
    return switch (name) {
      case "size", "require", "order", "by" -> true;
      default -> false;
    };
  }

  /// Makes names of those that are names. `visible` are the tokens that the parser sees, with the end of the file.
  static void resolve(List<Token> visible) {
    new ContextualWords(visible).resolve();
  }

  private void resolve() {
    for (int i = 0; i < tokens.size(); i++) {
      boolean word = switch (type(i)) {
        case TulleLexer.SIZE -> beginsItem(i) && type(i + 1) != TulleLexer.LPAREN && type(i + 1) != TulleLexer.MINUS;
        case TulleLexer.REQUIRE -> beginsItem(i);
        case TulleLexer.ORDER -> behindOperand(i) && type(i + 2) == TulleLexer.BY;
        case TulleLexer.BY -> type(i - 2) == TulleLexer.ORDER || behindOperand(i) && !BEHIND_NAMES.contains(type(i + 1));
        case TulleLexer.AT -> type(i - 1) == TulleLexer.REPEAT && type(i + 1) == TulleLexer.MOST;
        case TulleLexer.MOST -> type(i - 1) == TulleLexer.AT;
        default -> true;
      };
      if (!word) ((CommonToken) tokens.get(i)).setType(TulleLexer.ID);
      note(i);
    }
  }

  private int type(int position) {
    return position < 0 || position >= tokens.size() ? Token.EOF : tokens.get(position).getType();
  }

  private boolean beginsItem(int position) {
    int before = type(position - 1);
    boolean possible = before == TulleLexer.LBRACE || before == TulleLexer.RBRACE || before == TulleLexer.ELEM || before == Token.EOF
        || behindOperand(position);
    return possible && !BEHIND_NAMES.contains(type(position + 1));
  }

  private boolean behindOperand(int position) {
    return position > 0 && Vocabulary.endsOperand(tokens.get(position - 1)) && !operandFollows;
  }

  private void note(int position) {
    operandFollows = false;
    switch (type(position)) {
      case TulleLexer.LPAREN -> open.push(position);
      case TulleLexer.RPAREN -> operandFollows = !open.isEmpty() && takesOperand(type(open.pop() - 1));
      default -> {}
    }
  }

  /// Whether this is an operator that never goes without an operand; `max(a, b)` and `count(j where p)` do.
  private static boolean takesOperand(int type) {
    return type == TulleLexer.REDUCE || type == TulleLexer.ROWOP || type == TulleLexer.SELECT;
  }
}
