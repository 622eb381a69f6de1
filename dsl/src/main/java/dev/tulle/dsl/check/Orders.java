package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Order;
import dev.tulle.dsl.source.Span;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The order that a condition takes from the patterns in it: that of an ordered pattern, kept by `and` with what is not ordered.
record Orders(Problems problems, Declarations declarations) {
  /// @param condition as it was written, without what it needs to exist
  /// @param indices the order is along one of these
  /// @param span where two different orders are reported
  Optional<Order> of(Expr condition, List<Index> indices, Span span) {
    Map<String, Order> found = new LinkedHashMap<>();
    collect(condition, indices, found);
    if (found.size() > 1) {
      problems.add(DiagnosticCode.T1007, span, "two patterns with an order of their own are joined here", "which one holds?",
          "give this pattern its own: `… order " + found.values().iterator().next().along() + " by …`");
      throw new Unresolved();
    }
    return found.values().stream().findFirst();
  }

  private void collect(Expr condition, List<Index> indices, Map<String, Order> found) {
    switch (condition) {
      case Expr.Apply a when a.function() == Function.AND -> a.arguments().forEach(x -> collect(x, indices, found));
      case Expr.Member m -> {
        Declarations.Ordering ordering = declarations.orders.get(m.pattern());
        if (ordering == null) return;
        Expr at = m.at().get(ordering.indices().indexOf(ordering.order().along()));
        if (!(at instanceof Expr.IndexValue(Index along)) || !indices.contains(along)) return;
        Map<Index, Expr> positions = new IdentityHashMap<>();
        for (int i = 0; i < m.at().size(); i++) positions.put(ordering.indices().get(i), m.at().get(i));
        Expr key = ordering.order().key();
        if (!Substitute.moves(key, positions)) {
          problems.add(DiagnosticCode.T1007, m.span(), "the order of `" + m.pattern().name() + "` cannot be taken over at these positions",
              "its key is a selection or row operator", "give the key a name first: `let key[…] = …`, and order by it");
          throw new Unresolved();
        }
        found.put(Describe.expr(m), new Order(along, Substitute.fresh(Substitute.indices(key, positions))));
      }
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Read _, Expr.Defined _, Expr.Apply _, Expr.Cast _, Expr.If _,
          Expr.Coalesce _, Expr.Reduce _, Expr.RowOperation _, Expr.Selection _ -> {}
        }
      }
    }
