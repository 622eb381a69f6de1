package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;

/// Mends for what is reported only as "expected …": habits from other notations, told from the offending token and what could stand there.
final class Hints {
  private Hints() {}

  /// A mend, or an empty text.
  static String of(Trouble trouble) {
    int first = trouble.typeAt(0);
    boolean wantsAssign = trouble.expected().contains(TulleLexer.ASSIGN);
    boolean wantsOperator = Vocabulary.wantsOperator(trouble.expected());
    if (first == TulleLexer.STATE && wantsAssign && trouble.atBoundary()) return "a state has a first value: `state s: f32[K] = 0.0`";
    if (first == TulleLexer.FOLD && trouble.expected().contains(TulleLexer.LPAREN)) {
      return "the element stands in parentheses, behind the rows: `fold [n] (g: G) with (…)`";
    }
    return switch (trouble.type()) {
      case TulleLexer.LPAREN -> wantsAssign && trouble.expected().contains(TulleLexer.LBRACKET)
          ? "indices stand in brackets: `" + Vocabulary.quote(trouble.previous().getText()) + "[i]`; a function is a `layer`"
          : "";
      case TulleLexer.LBRACKET -> {
        if (trouble.previous().getType() == TulleLexer.RBRACKET) yield "all indices stand in one pair of brackets: `x[i, j]`";
        boolean stored = trouble.previous().getType() == TulleLexer.ELEM && wantsAssign;
        yield stored ? "the sizes stand at the indices of the name: `y[t: T]: f32 = …`" : "";
      }
      case TulleLexer.COMMA ->
          first == TulleLexer.LET && wantsAssign ? "several results of a layer stand in parentheses: `let (a, b) = …`" : "";
      case TulleLexer.COLON -> colon(trouble, first, wantsAssign);
      case TulleLexer.LBRACE -> {
        if (trouble.expected().contains(TulleLexer.WITH)) yield "a loop says what it carries from step to step: `with (z = 0.0)`";
        yield Vocabulary.wantsExpression(trouble.expected())
            ? "an array of constants is `const C = [1, 2]`; everything else is defined index by index"
            : "";
      }
      case TulleLexer.PLUS -> Vocabulary.wantsExpression(trouble.expected()) ? "there is no sign `+`; leave it out" : "";
      case TulleLexer.IF -> wantsOperator ? "a choice is `if c then a else b`" : "";
      case TulleLexer.ID, TulleLexer.INT, TulleLexer.FLOAT -> {
        if (!wantsOperator || !Vocabulary.endsOperand(trouble.previous())) yield "";
        if (first == TulleLexer.REPEAT) yield "a numbered loop is `repeat l: L with (…)`";
        yield "two operands stand side by side: an operator is missing, or the parentheses of a call `f(x)`";
      }
      default -> "";
    };
  }

  private static String colon(Trouble trouble, int first, boolean wantsAssign) {
    if (first == TulleLexer.MODEL && wantsAssign)
      return "the parameters of a model are compile-time values, `N = 4`; tensors are declared inside, by `input` and `weight`";
    if (first == TulleLexer.PATTERN && wantsAssign) return "a pattern is defined with `=`";
    int opener = trouble.opener();
    if (opener < 0 || !Vocabulary.wantsOperator(trouble.expected())) return "";
    if (trouble.typeAt(opener) == TulleLexer.LPAREN) return "arguments are divided by commas";
    return "`:` alone stands for a whole axis; a part of one is read index by index: `x[i + 4]` with `i: 4`";
  }
}
