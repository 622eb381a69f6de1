package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;

/// Holds an expression to what is known when a model is opened: weights, sizes, constants, and the states before it.
///
/// @param what is checked, for messages
/// @param states whether the elements of state tensors may be read
record KnownAtOpen(Problems problems, String what, boolean states) {
  void check(Expr e, Span span) {
    if (e instanceof Expr.Read r && !known(r.tensor())) throw unknown(r.tensor(), span);
    if (e instanceof Expr.Member m && !known(m.pattern())) throw unknown(m.pattern(), span);
    Substitute.children(
        e,
        child -> {
          check(child, span);
          return child;
        });
  }

  private boolean known(Symbol symbol) {
    return switch (symbol) {
      case Tensor t ->
          switch (t.role()) {
            case WEIGHT, CONST -> true;
            case STATE -> states;
            case INPUT, LET, OUTPUT, CARRIED -> false;
          };
      case Pattern p ->
          switch (p.role()) {
            case WEIGHT, STATE -> true;
            case INPUT, DEFINED -> false;
          };
    };
  }

  private Unresolved unknown(Symbol symbol, Span span) {
    problems.add(DiagnosticCode.T1101, span, what + " cannot depend on `" + symbol.name() + "`",
        "it is settled when the model is opened", "use weights, sizes and state patterns" + (states ? ", or states before this one" : ""));
    return new Unresolved();
  }
}
