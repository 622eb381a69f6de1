package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.FormatClause;
import dev.tulle.dsl.syntax.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `where` and `as` of a layer's head: what is handed over, or given back, has exactly these elements and this format. Without them it may have any.
///
/// @param inside the expressions of the layer at this call
record FormalClauses(Problems problems, Scope inner, Declarations declarations, CheckExpression inside) {
  /// @param span where the argument stands, or the result's definition
  void check(Formal f, Thing thing, Span span) {
    if (!(thing instanceof View v)) return;
    switch (f) {
      case Formal.OfTensor t -> {
        t.where().ifPresent(w -> where(t, w, v, span));
        t.format().ifPresent(a -> format(t.name(), a, v, span));
      }
      case Formal.OfPattern p -> p.format().ifPresent(a -> format(p.head().name(), a, v, span));
      case Formal.OfValue _ -> {}
    }
  }

  private void where(Formal.OfTensor f, Expression text, View v, Span span) {
    Place place = Place.outermost(declarations.knowledge());
    List<Expr> at = new ArrayList<>();
    v.fixed().forEach(x -> at.add(x.orElse(null)));
    for (int n = 0; n < v.rank(); n++) {
      Axis axis = f.type().axes().get(n);
      Place known = place;
      axis.index().ifPresent(i -> new Names(problems, inner).freeIndex(i, known.indices().keySet()));
      Index index = new Index(axis.index().map(Identifier::text).orElse("_" + n), v.axis(n));
      place = place.bind(index.name(),
          new Thing.Bound(index, new Thing.RangeSource(axis.span(), axis.span().text(), axis.extent().span().text(), true)));
      at.set(v.open().get(n), new Expr.IndexValue(index));
    }
    Expr wanted = CheckDefinition.plain(inside.condition(text, place));
    List<Expr.Bound> bounds = at.stream().map(_ -> Expr.Bound.PROVED).toList();
    Expr existence = Existences.of(new Expr.Read((Tensor) v.symbol(), at, bounds, span));
    Knowledge known = place.knowledge();
    if (known.and(existence).implies(wanted) && known.and(wanted).implies(existence)) return;
    problems.add(DiagnosticCode.T0702, span, "`" + f.name().text() + "` has other elements",
        "here it exists where " + Describe.expr(existence),
        List.of("the layer says `" + f.span().text() + "`, which is where " + Describe.expr(wanted),
            known.tried("propositional reasoning over these conditions, linear arithmetic over indices and sizes, what is required")),
        "define it on the same elements: `let … where … = …`");
    throw new Unresolved();
  }

  private void format(Identifier name, FormatClause clause, View v, Span span) {
    Optional<Format> wanted = new Formats(problems, inside, declarations).named(clause);
    if (v.symbol().format().equals(wanted)) return;
    problems.add(DiagnosticCode.T0702, span, "`" + name.text() + "` is stored differently",
        v.symbol().format().isEmpty() ? "this has no format of its own"
            : "this is stored `" + Describe.format(v.symbol().format().get()) + "`",
        List.of("the layer says `" + clause.span().text() + "`"),
        "declare `" + v.symbol().name() + "` with `" + clause.span().text() + "`");
    throw new Unresolved();
  }
}
