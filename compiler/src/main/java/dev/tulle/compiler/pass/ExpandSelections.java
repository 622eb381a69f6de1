package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.apply;
import static dev.tulle.compiler.tensor.Terms.equal;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.Map;

/// Writes selections as counts of the better candidates: an element is among the `k` best if fewer than `k` candidates come before it.
///
///     topk(e, K) x[t, e]      →      count(e' where x[t, e'] > x[t, e] or x[t, e'] == x[t, e] and e' < e) < K
///
/// NaN is no candidate. Must run before reductions are named; no [Term.Selection] is left after it.
final class ExpandSelections implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(program, (term, context, hoister) -> term instanceof Term.Selection s ? expand(s, context, hoister) : term);
  }

  private static Term expand(Term.Selection s, Context context, Hoister hoister) {
    Term key = hoister.named("key", s.body(), context.with(s.over(), s.where()));
    List<Axis> others = Terms.renamed(s.over(), hoister.names);
    Map<String, Term> toOther = Terms.renaming(s.over(), others);
    Map<String, Term> toSelf = Terms.binding(s.over(), s.at());
    Term candidate = key.type() == ValueType.FLOAT ? and(s.where(), equal(key, key)) : s.where();
    Term mine = Terms.substitute(key, toSelf);
    Term its = Terms.substitute(key, toOther);
    boolean descending = switch (s.operator()) {
      case TOPK, TOPP -> true;
      case BOTTOMK -> false;
    };
    Term better = descending ? less(mine, its) : less(its, mine);
    Term before = Terms.or(better, and(equal(its, mine), RowOrder.precedes(others, s.at())));
    Term rivals = Terms.substitute(Terms.refresh(candidate, hoister.names), toOther);
    if (s.group().isPresent()) rivals = and(sameGroup(others.getFirst(), s.at().getFirst(), s.group().get()), rivals);
    Term chosen = switch (s.operator()) {
      case TOPK, BOTTOMK -> less(new Term.Reduce(ReduceOperator.COUNT, others, and(rivals, before), Terms.TRUE), s.count());
      case TOPP -> {
        Term ahead = new Term.Reduce(ReduceOperator.SUM, others, and(rivals, before), its);
        List<Axis> all = Terms.renamed(s.over(), hoister.names);
        Map<String, Term> toAll = Terms.renaming(others, all);
        Term total = new Term.Reduce(ReduceOperator.SUM, all, Terms.substitute(Terms.refresh(rivals, hoister.names), toAll),
            Terms.substitute(its, toAll));
        yield less(ahead, apply(Function.MULTIPLY, s.count(), total));
      }
    };
    return and(Terms.substitute(Terms.refresh(candidate, hoister.names), toSelf), chosen);
  }

  /// Written as bounds, so that the loop over the rivals is an interval.
  private static Term sameGroup(Axis rival, Term self, Term length) {
    Term start = apply(Function.MULTIPLY, apply(Function.DIVIDE, self, length), length);
    Term other = Terms.index(rival);
    return and(lessEqual(start, other), less(other, apply(Function.ADD, start, length)));
  }

}
