package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.apply;
import static dev.tulle.compiler.tensor.Terms.equal;
import static dev.tulle.compiler.tensor.Terms.lessEqual;
import static dev.tulle.compiler.tensor.Terms.number;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import java.util.List;
import java.util.Map;

/// Writes softmax, means and logarithms of sums of exponentials with the plain reductions, and gives the other row operators statements of their own, see [RowStatements]. In
/// the body of a fold, whose rows are short vectors, these are written with reductions, too.
///
///     softmax(j) x[i, j]      →      m[i] = max(j) x;  e[i, j] = exp(x - m[i]);  s[i] = sum(j) e;  e[i, j] / s[i]
///     mean(j) x[i, j]         →      sum(j) x / count(j)
///     logsumexp(j) x[i, j]    →      m[i] + log(sum(j) exp(x - m[i]))                 (m[i] itself where it is infinite)
///     cumsum(c) x[c]          →      sum(e where e <= c) x[e]
///     rank(c) x[c]            →      count(e where x[e] stands before x[c])
///     sort(c) x[c]            →      max(e where rank[e] == c) x[e]                   (there is exactly one)
///
/// Must run before reductions are named; no mean or logsumexp is left after it, and a [Term.RowOperation] that is left is all of its statement's value.
final class ExpandRowOperators implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(
        program,
        (term, context, hoister) -> switch (term) {
          case Term.RowOperation r -> expand(r, context, hoister);
          case Term.Reduce r when r.operator() == ReduceOperator.MEAN -> mean(r, hoister);
          case Term.Reduce r when r.operator() == ReduceOperator.LOGSUMEXP -> logSumExp(r, context, hoister);
          case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _ -> term;
          case Term.Cast _, Term.Choose _, Term.Reduce _, Term.Selection _ -> term;
        });
  }

  private static Term expand(Term.RowOperation r, Context context, Hoister hoister) {
    boolean inBody = hoister.staysInBody(r);
    return switch (r.operator()) {
      case SOFTMAX -> softmax(r, context, hoister);
      case CUMSUM -> inBody ? sumUpToSelf(r, hoister) : RowStatements.scan(r, context, hoister);
      case RANK, ARGSORT, SORT -> inBody ? ranked(r, context, hoister) : RowStatements.order(r, context, hoister);
    };
  }

  private static Term sumUpToSelf(Term.RowOperation r, Hoister hoister) {
    List<Axis> others = Terms.renamed(r.over(), hoister.names);
    Term upToSelf = lessEqual(Terms.index(others.getFirst()), r.at().getFirst());
    return reduction(ReduceOperator.SUM, r, others, upToSelf, r.body(), hoister);
  }

  private static Term softmax(Term.RowOperation r, Context context, Hoister hoister) {
    Context inside = context.with(r.over(), r.where());
    Term x = hoister.named("row", r.body(), inside);
    Term largest = hoister.hoist("max", copy(ReduceOperator.MAX, r, x, hoister), context);
    Term e = hoister.hoist("exp", apply(Function.EXP, apply(Function.SUBTRACT, x, largest)), inside);
    Term total = hoister.hoist("sum", copy(ReduceOperator.SUM, r, e, hoister), context);
    return apply(Function.DIVIDE, Terms.substitute(e, Terms.binding(r.over(), r.at())), total);
  }

  private static Term ranked(Term.RowOperation r, Context context, Hoister hoister) {
    Context inside = context.with(r.over(), r.where());
    Term x = hoister.named("row", r.body(), inside);
    if (r.operator() == RowOperator.RANK) return rank(r, x, r.at().getFirst(), hoister);
    Axis self = r.over().getFirst();
    Term ranks = hoister.hoist("rank", rank(r, x, Terms.index(self), hoister), inside);
    List<Axis> others = Terms.renamed(r.over(), hoister.names);
    Term holder = equal(Terms.substitute(ranks, Terms.renaming(r.over(), others)), r.at().getFirst());
    return reduction(ReduceOperator.MAX, r, others, holder, r.operator() == RowOperator.SORT ? x : Terms.index(self), hoister);
  }

  private static Term rank(Term.RowOperation r, Term x, Term self, Hoister hoister) {
    List<Axis> others = Terms.renamed(r.over(), hoister.names);
    Term its = Terms.substitute(x, Terms.renaming(r.over(), others));
    Term mine = Terms.substitute(x, Map.of(r.over().getFirst().index(), self));
    Term before = RowOrder.ascending(its, others.getFirst(), mine, self);
    return reduction(ReduceOperator.COUNT, r, others, before, Terms.TRUE, hoister);
  }

  /// A reduction over `others`, a renaming of the row's indices, under the row's condition and one more.
  private static Term reduction(ReduceOperator operator, Term.RowOperation r, List<Axis> others, Term and, Term body, Hoister hoister) {
    Map<String, Term> toOther = Terms.renaming(r.over(), others);
    Term where = Terms.substitute(Terms.refresh(r.where(), hoister.names), toOther);
    return new Term.Reduce(operator, others, and(and, where), Terms.substitute(Terms.refresh(body, hoister.names), toOther));
  }

  private static Term copy(ReduceOperator operator, Term.RowOperation r, Term body, Hoister hoister) {
    return reduction(operator, r, Terms.renamed(r.over(), hoister.names), Terms.TRUE, body, hoister);
  }

  private static Term mean(Term.Reduce r, Hoister hoister) {
    Term sum = new Term.Reduce(ReduceOperator.SUM, r.over(), r.where(), r.body());
    Term count = r.where().equals(Terms.TRUE)
        ? r.over().stream().map(Axis::extent).reduce((a, b) -> apply(Function.MULTIPLY, a, b)).orElseThrow()
        : Terms.refresh(new Term.Reduce(ReduceOperator.COUNT, r.over(), r.where(), Terms.TRUE), hoister.names);
    return apply(Function.DIVIDE, sum, new Term.Cast(ElementType.F32, count));
  }

  private static Term logSumExp(Term.Reduce r, Context context, Hoister hoister) {
    Term x = hoister.named("row", r.body(), context.with(r.over(), r.where()));
    Term largest = hoister.hoist("max", Terms.refresh(new Term.Reduce(ReduceOperator.MAX, r.over(), r.where(), x), hoister.names), context);
    Term shifted = apply(Function.EXP, apply(Function.SUBTRACT, x, largest));
    Term sum = new Term.Reduce(ReduceOperator.SUM, r.over(), r.where(), shifted);
    Term infinite = equal(apply(Function.ABS, largest), number(Double.POSITIVE_INFINITY));
    return new Term.Choose(infinite, largest, apply(Function.ADD, largest, apply(Function.LOG, sum)));
  }

}
