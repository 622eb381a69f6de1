package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;

/// Gives selections statements of their own, see [RowStatements]. In the body of a fold, whose rows are short vectors, they are written as counts of the better candidates: an
/// element is among the `k` best if fewer than `k` candidates come before it.
///
///     topk(c, K) x[c]      →      count(e where x[e] > x[c] or x[e] == x[c] and e < c) < K
///
/// NaN is no candidate. Must run before reductions are named; a [Term.Selection] that is left after it is all of its statement's value.
final class ExpandSelections implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(program, (term, context, hoister) -> term instanceof Term.Selection s ? expand(s, context, hoister) : term);
  }

  private static Term expand(Term.Selection s, Context context, Hoister hoister) {
    return hoister.staysInBody(s) ? new Rivals(s, context, hoister).chosen() : RowStatements.selection(s, context, hoister);
  }
}
