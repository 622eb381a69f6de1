package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Under which condition an expression exists (section 4 of the language), as an expression of its own.
final class Existences {
  private Existences() {}

  static Expr all(List<Expr> list) {
    return list.stream().map(Existences::of).reduce(Expr.truth(), Conditions::and);
  }

  static Expr of(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Defined _, Expr.Reduce _, Expr.Selection _ -> Expr.truth();
      case Expr.Member m -> all(m.at());
      case Expr.Read r -> {
        Expr known = all(r.at());
        for (int a = 0; a < r.at().size(); a++) {
          if (r.bounds().get(a) == Expr.Bound.ABSENT)
            known = Conditions.and(known, Conditions.inside(r.at().get(a), r.tensor().axes().get(a)));
        }
        yield Conditions.and(
            known,
            switch (r.tensor().existence()) {
              case Existence.Everywhere _ -> Expr.truth();
              case Existence.Stored _ -> new Expr.Defined(r);
              case Existence.Where w -> declared(r, w);
            });
      }
      case Expr.Apply a when a.function() == Function.AND -> lazily(a, Conditions.not(a.arguments().get(0)));
      case Expr.Apply a when a.function() == Function.OR -> lazily(a, a.arguments().get(0));
      case Expr.Apply a -> all(a.arguments());
      case Expr.Cast c -> of(c.operand());
      case Expr.If i -> {
        Expr then = of(i.then());
        Expr otherwise = of(i.otherwise());
        Expr sides = Conditions.and(Conditions.or(Conditions.not(i.condition()), then), Conditions.or(i.condition(), otherwise));
        yield Conditions.and(of(i.condition()), sides);
      }
      case Expr.Coalesce c -> Conditions.or(of(c.first()), of(c.second()));
      case Expr.RowOperation r -> Substitute.indices(Conditions.and(r.where(), of(r.body())),
          positions(r.over(), r.at().stream().<Expr> map(Expr.IndexValue::new).toList()));
    };
  }

  /// What follows for the members of a pattern from being selected: a selection's candidates are where its `where` holds and its operand exists.
  static Expr ofMembers(Expr condition) {
    return switch (condition) {
      case Expr.Apply a when a.function() == Function.AND ->
          a.arguments().stream().map(Existences::ofMembers).reduce(Expr.truth(), Conditions::and);
      case Expr.Selection s -> Substitute.indices(Conditions.and(s.where(), of(s.body())),
          positions(s.over(), s.at().stream().<Expr> map(Expr.IndexValue::new).toList()));
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Apply _, Expr.Cast _, Expr.If _,
          Expr.Coalesce _, Expr.Reduce _, Expr.RowOperation _ -> Expr.truth();
    };
      }

      /// The longest condition that is written out, in nodes: conditions that name each other twice double with every definition.
      private static final int LONGEST = 1000;

      /// What the definition says at the positions of the read. A selection in it cannot be written at positions that are no indices.
      private static Expr declared(Expr.Read r, Existence.Where w) {
        Map<Index, Expr> positions = positions(w.indices(), r.at());
        if (InliningBudget.hasMoreThan(LONGEST, w.condition())) return new Expr.Defined(r);
        return Substitute.moves(w.condition(), positions) ? Substitute.indices(w.condition(), positions) : new Expr.Defined(r);
      }

      /// The second argument is judged only where the first leaves the question open.
      private static Expr lazily(Expr.Apply a, Expr decided) {
        Expr first = of(a.arguments().get(0));
        Expr second = of(a.arguments().get(1));
        boolean follows = Conditions.and(first, second) == first;
        return follows ? first : Conditions.and(first, Conditions.or(decided, second));
      }

      private static Map<Index, Expr> positions(List<Index> indices, List<Expr> at) {
        Map<Index, Expr> map = new IdentityHashMap<>();
        for (int i = 0; i < at.size(); i++) map.put(indices.get(i), at.get(i));
        return map;
      }
    }
