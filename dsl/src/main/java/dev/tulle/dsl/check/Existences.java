package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.ValueType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Under which condition an expression exists (section 4 of the language), as an expression of its own.
final class Existences {
  private Existences() {}

  static boolean isAlways(Expr condition) {
    return condition instanceof Expr.Literal l && l.value() != 0;
  }

  static Expr and(Expr a, Expr b) {
    if (isAlways(a)) return b;
    if (isAlways(b) || a.equals(b)) return a;
    return apply(Function.AND, a, b);
  }

  static Expr or(Expr a, Expr b) {
    return isAlways(a) || isAlways(b) ? Expr.truth() : apply(Function.OR, a, b);
  }

  static Expr not(Expr a) {
    return apply(Function.NOT, a);
  }

  private static Expr apply(Function function, Expr... arguments) {
    return new Expr.Apply(function, ValueType.BOOL, List.of(arguments));
  }

  static Expr inside(Expr position, Expr extent) {
    return and(apply(Function.LESS_EQUAL, Expr.integer(0), position), apply(Function.LESS, position, extent));
  }

  static Expr all(List<Expr> list) {
    return list.stream().map(Existences::of).reduce(Expr.truth(), Existences::and);
  }

  static Expr of(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Defined _, Expr.Reduce _, Expr.Selection _ -> Expr.truth();
      case Expr.Member m -> all(m.at());
      case Expr.Read r -> {
        Expr known = all(r.at());
        for (int a = 0; a < r.at().size(); a++) {
          if (r.bounds().get(a) == Expr.Bound.ABSENT) known = and(known, inside(r.at().get(a), r.tensor().axes().get(a)));
        }
        yield and(
            known,
            switch (r.tensor().existence()) {
              case Existence.Everywhere _ -> Expr.truth();
              case Existence.Stored _ -> new Expr.Defined(r);
              case Existence.Where w -> Substitute.indices(w.condition(), positions(w.indices(), r.at()));
            });
      }
      case Expr.Apply a when a.function() == Function.AND -> lazily(a, not(a.arguments().get(0)));
      case Expr.Apply a when a.function() == Function.OR -> lazily(a, a.arguments().get(0));
      case Expr.Apply a -> all(a.arguments());
      case Expr.Cast c -> of(c.operand());
      case Expr.If i -> {
        Expr then = of(i.then());
        Expr otherwise = of(i.otherwise());
        Expr sides = and(or(not(i.condition()), then), or(i.condition(), otherwise));
        yield and(of(i.condition()), sides);
      }
      case Expr.Coalesce c -> or(of(c.first()), of(c.second()));
      case Expr.RowOperation r -> Substitute.indices(and(r.where(), of(r.body())), positions(r.over(), r.at().stream().<Expr>map(Expr.IndexValue::new).toList()));
    };
  }

  /// The second argument is judged only where the first leaves the question open.
  private static Expr lazily(Expr.Apply a, Expr decided) {
    Expr second = of(a.arguments().get(1));
    return and(of(a.arguments().get(0)), isAlways(second) ? second : or(decided, second));
  }

  private static Map<Index, Expr> positions(List<Index> indices, List<Expr> at) {
    Map<Index, Expr> map = new IdentityHashMap<>();
    for (int i = 0; i < at.size(); i++) map.put(indices.get(i), at.get(i));
    return map;
  }
}
