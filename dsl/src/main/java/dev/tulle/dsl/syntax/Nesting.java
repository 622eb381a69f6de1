package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import java.util.List;
import org.antlr.v4.runtime.Token;

/// Looks for brackets inside brackets beyond reason, before anything recursive sees them.
final class Nesting {
  private Nesting() {}

  /// A report about the first bracket that is too deep, or null.
  static Diagnostic check(List<Token> tokens, Places places, int deepest) {
    int depth = 0;
    for (Token token : tokens) {
      switch (token.getType()) {
        case TulleLexer.LPAREN, TulleLexer.LBRACKET, TulleLexer.LBRACE -> depth++;
        case TulleLexer.RPAREN, TulleLexer.RBRACKET, TulleLexer.RBRACE -> depth = Math.max(0, depth - 1);
        default -> {}
      }
      if (depth > deepest) {
        String message = "brackets nest more than " + deepest + " deep";
        return new Diagnostic(DiagnosticCode.T0005, message, places.of(token), "", List.of(), "give the inner parts names with `let`");
      }
    }
    return null;
  }
}
