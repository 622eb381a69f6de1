package dev.tulle.cli.data;

import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// For each tensor of whole numbers, the axes at which its elements are positions (`emb[ids[t], d]`) and the ranges of the indices they are compared with
/// (`ids[t] == k`, `start[i] <= j`): where random numbers make sense.
final class IndexLimits {
  private static final Set<Function> COMPARISONS = EnumSet.of(Function.LESS, Function.LESS_EQUAL, Function.GREATER, Function.GREATER_EQUAL,
      Function.EQUAL, Function.NOT_EQUAL);

  private final Map<Tensor, List<Expr>> limits = new HashMap<>();

  private IndexLimits() {}

  static Map<Tensor, List<Expr>> of(List<Entry> entries) {
    IndexLimits found = new IndexLimits();
    entries.stream().flatMap(e -> e.statements().stream()).flatMap(Statement::expressions).flatMap(Expr::all).forEach(found::visit);
    return found.limits;
  }

  private void visit(Expr e) {
    switch (e) {
      case Expr.Read read -> positions(read.tensor(), read.at());
      case Expr.Member member -> positions(member.pattern(), member.at());
      case Expr.Apply apply when COMPARISONS.contains(apply.function()) -> {
        compared(apply.arguments().getFirst(), apply.arguments().getLast());
        compared(apply.arguments().getLast(), apply.arguments().getFirst());
      }
      case Expr.Literal _,Expr.SizeValue _,Expr.IndexValue _,Expr.Defined _,Expr.Apply _,Expr.Cast _,Expr.If _,Expr.Coalesce _,Expr.Reduce _,Expr.RowOperation _,Expr.Selection _
          -> {}
    }
  }

  private void positions(Symbol symbol, List<Expr> at) {
    for (int axis = 0; axis < at.size(); axis++) limit(at.get(axis), symbol.axes().get(axis));
  }

  private void compared(Expr numbers, Expr with) {
    if (with instanceof Expr.IndexValue index) limit(numbers, index.index().range());
  }

  private void limit(Expr position, Expr extent) {
    position.all()
        .forEach(
            e -> {
              if (e instanceof Expr.Read read && read.tensor().element().valueType() == ValueType.INT) {
                limits.computeIfAbsent(read.tensor(), _ -> new ArrayList<>()).add(extent);
              }
            });
  }
}
