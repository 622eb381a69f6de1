package dev.tulle.dsl.syntax;

import dev.tulle.dsl.grammar.TulleLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// The names that a text which cannot be read seems to define: behind the words that define, behind their commas, and in the parentheses of `with`. A name too many
/// does no harm, one too few makes a second report of the same mistake.
final class BrokenNames {
  private BrokenNames() {}

  static List<Identifier> of(ParserRuleContext context, CommonTokenStream tokens, Places places) {
    int stop = context.getStop() == null ? context.getStart().getTokenIndex() : context.getStop().getTokenIndex();
    List<Identifier> names = new ArrayList<>();
    // Whether the next name is defined; −1 outside of `with (…)`, else how deep inside.
    boolean defines = false;
    boolean list = false;
    int depth = 0;
    int carried = -1;
    for (Token token : Tokens.visible(tokens, context.getStart().getTokenIndex(), stop)) {
      int type = token.getType();
      switch (type) {
        case TulleLexer.LPAREN, TulleLexer.LBRACKET -> depth++;
        case TulleLexer.RPAREN, TulleLexer.RBRACKET -> depth--;
        default -> {}
      }
      boolean opensMany = type == TulleLexer.LPAREN && (defines || carried == depth);
      if (defines && type == TulleLexer.ID) {
        names.add(new Identifier(token.getText(), places.of(token)));
        defines = false;
        list = true;
      } else if (Vocabulary.ITEMS.contains(type) || Vocabulary.DECLARATIONS.contains(type)) {
        defines = true;
      } else if (type == TulleLexer.WITH) {
        carried = depth + 1;
        defines = false;
      } else if (type == TulleLexer.COMMA) {
        defines = list && depth <= 1 || carried == depth;
      } else if (opensMany) {
        defines = true;
      } else {
        defines = false;
        if (type == TulleLexer.COLON || type == TulleLexer.ASSIGN) list = false;
      }
      if (carried > depth && type == TulleLexer.RPAREN) carried = -1;
    }
    return names;
  }
}
