package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.dsl.model.SelectOperator;

/// Writes selections among few, and those in the body of a fold, as counts of the better candidates: an element is among the `k` best if fewer than `k` candidates come before
/// it. Longer rows, and prefixes of sorted ones, get statements of their own, see [RowStatements].
///
///     topk(e, K) x[t, e]      →      count(e' where x[t, e'] > x[t, e] or x[t, e'] == x[t, e] and e' < e) < K
///
/// NaN is no candidate. Must run before reductions are named; a [Term.Selection] that is left after it is all of its statement's value.
final class ExpandSelections implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(program, (term, context, hoister) -> term instanceof Term.Selection s ? expand(s, context, hoister) : term);
  }

  private static Term expand(Term.Selection s, Context context, Hoister hoister) {
    boolean few = RowStatements.areShort(s.over()) || s.group().filter(RowStatements::areShort).isPresent();
    if (hoister.staysInBody(s) || few && s.operator() != SelectOperator.TOPP) return new Rivals(s, context, hoister).chosen();
    return RowStatements.selection(s, context, hoister);
  }

}
