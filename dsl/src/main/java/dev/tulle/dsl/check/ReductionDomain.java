package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.source.Span;
import java.util.List;

/// What a reduction runs over follows its body along the product only: a sum of operands that exist on different elements leaves open which are meant.
final class ReductionDomain {
  private final Problems problems;
  private final List<Index> bound;

  ReductionDomain(Problems problems, List<Index> bound) {
    this.problems = problems;
    this.bound = bound;
  }

  void check(Expr body, Span span) {
    switch (body) {
      case Expr.Apply a when a.function() == Function.MULTIPLY || a.function() == Function.DIVIDE || a.arguments().size() == 1 ->
          a.arguments().forEach(x -> check(x, span));
      case Expr.Apply a -> {
        for (Expr x : a.arguments()) check(x, span);
        Expr first = existence(a.arguments().getFirst());
        for (Expr x : a.arguments().subList(1, a.arguments().size())) {
          Expr other = existence(x);
          boolean free = !mentions(a.arguments().getFirst()) || !mentions(x);
          if (!free && !Describe.expr(first).equals(Describe.expr(other))) throw unclear(a, first, other, span);
        }
      }
      case Expr.Cast c -> check(c.operand(), span);
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.If _, Expr.Coalesce _ -> {}
      case Expr.Reduce _, Expr.RowOperation _, Expr.Selection _ -> {}
    }
  }

  private static Expr existence(Expr e) {
    return Existences.of(e);
  }

  private Unresolved unclear(Expr.Apply a, Expr first, Expr other, Span span) {
    Expr partial = Conditions.isTrue(first) ? a.arguments().get(1) : a.arguments().get(0);
    problems.add(
        DiagnosticCode.T0402,
        span,
        "which elements does this reduction run over?",
        "its operands exist on different elements",
        List.of(
            "`" + Describe.expr(a.arguments().get(0)) + "` exists where " + Describe.expr(first),
            "`" + Describe.expr(a.arguments().get(1)) + "` exists where " + Describe.expr(other)),
        "say what stands for the absent ones: `(" + Describe.expr(partial) + " ?? 0)`, or give the reduction a `where`");
    return new Unresolved();
  }

  private boolean mentions(Expr e) {
    return e.all().anyMatch(x -> x instanceof Expr.IndexValue(Index i) && bound.contains(i));
  }
}
