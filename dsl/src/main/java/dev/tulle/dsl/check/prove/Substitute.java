package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Replacing free indices of an expression, and rebuilding expressions in general.
public final class Substitute {
  private Substitute() {}

  /// The expression with each index in `map` replaced. Where a replaced index is the place `at` of a row operator, the replacement must be an index itself.
  public static Expr indices(Expr e, Map<Index, Expr> map) {
    if (map.isEmpty()) return e;
    if (e instanceof Expr.IndexValue(Index index)) return map.getOrDefault(index, e);
    Expr inner = children(e, child -> indices(child, map));
    return switch (inner) {
      case Expr.RowOperation r -> new Expr.RowOperation(r.operator(), r.over(), places(r.at(), map), r.where(), r.body(), r.span());
      case Expr.Selection s ->
          new Expr.Selection(s.operator(), s.over(), places(s.at(), map), s.group(), s.count(), s.where(), s.body(), s.span());
      default -> inner;
    };
  }

  /// Whether [#indices] can write the expression over the given positions: the places of its row operators and selections go to indices.
  public static boolean moves(Expr e, Map<Index, Expr> map) {
    return e.all()
        .flatMap(x -> switch (x) {
          case Expr.RowOperation r -> r.at().stream();
          case Expr.Selection s -> s.at().stream();
          default -> Stream.empty();
        })
        .allMatch(i -> map.getOrDefault(i, new Expr.IndexValue(i)) instanceof Expr.IndexValue);
  }

  private static List<Index> places(List<Index> at, Map<Index, Expr> map) {
    return at.stream().map(i -> map.get(i) instanceof Expr.IndexValue(Index other) ? other : i).toList();
  }

  /// A copy whose operators bind indices of their own: an expression that stands in two places must not bind the same index twice.
  public static Expr fresh(Expr e) {
    Expr inner = children(e, Substitute::fresh);
    return switch (inner) {
      case Expr.Reduce r -> {
        Map<Index, Expr> map = new IdentityHashMap<>();
        List<Index> over = renewed(r.over(), map);
        yield new Expr.Reduce(r.operator(), over, indices(r.where(), map), indices(r.body(), map), r.span());
      }
      case Expr.RowOperation r -> {
        Map<Index, Expr> map = new IdentityHashMap<>();
        List<Index> over = renewed(r.over(), map);
        yield new Expr.RowOperation(r.operator(), over, r.at(), indices(r.where(), map), indices(r.body(), map), r.span());
      }
      case Expr.Selection s -> {
        Map<Index, Expr> map = new IdentityHashMap<>();
        List<Index> over = renewed(s.over(), map);
        yield new Expr.Selection(
            s.operator(), over, s.at(), s.group(), s.count(), indices(s.where(), map), indices(s.body(), map), s.span());
      }
      default -> inner;
    };
  }

  private static List<Index> renewed(List<Index> bound, Map<Index, Expr> map) {
    List<Index> fresh = bound.stream().map(i -> new Index(i.name(), i.range())).toList();
    for (int i = 0; i < bound.size(); i++) map.put(bound.get(i), new Expr.IndexValue(fresh.get(i)));
    return fresh;
  }

  /// The expression with every direct child replaced.
  public static Expr children(Expr e, UnaryOperator<Expr> f) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _ -> e;
      case Expr.Read r -> new Expr.Read(r.tensor(), list(r.at(), f), r.bounds(), r.span());
      case Expr.Member m -> new Expr.Member(m.pattern(), list(m.at(), f), m.span());
      case Expr.Defined d -> new Expr.Defined((Expr.Read) f.apply(d.read()));
      case Expr.Apply a -> new Expr.Apply(a.function(), a.type(), list(a.arguments(), f));
      case Expr.Cast c -> new Expr.Cast(c.to(), f.apply(c.operand()));
      case Expr.If i -> new Expr.If(f.apply(i.condition()), f.apply(i.then()), f.apply(i.otherwise()));
      case Expr.Coalesce c -> new Expr.Coalesce(f.apply(c.first()), f.apply(c.second()));
      case Expr.Reduce r -> new Expr.Reduce(r.operator(), r.over(), f.apply(r.where()), f.apply(r.body()), r.span());
      case Expr.RowOperation r -> new Expr.RowOperation(r.operator(), r.over(), r.at(), f.apply(r.where()), f.apply(r.body()), r.span());
      case Expr.Selection s ->
          new Expr.Selection(s.operator(), s.over(), s.at(), s.group().map(f), f.apply(s.count()), f.apply(s.where()), f.apply(s.body()),
              s.span());
    };
  }

  private static List<Expr> list(List<Expr> list, UnaryOperator<Expr> f) {
    return list.stream().map(f).toList();
  }
}
