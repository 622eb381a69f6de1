package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The index variables that an expression mentions and does not bind itself: what its value depends on. Binders make new variables, so it
/// is enough to take away everything that is bound anywhere inside.
final class FreeIndices {
  private FreeIndices() {}

  /// What `inside` depends on, the variables `over` that are bound around it apart.
  static List<Index> of(List<Index> over, Expr... inside) {
    List<Index> mentioned = new ArrayList<>();
    Set<Index> bound = Collections.newSetFromMap(new IdentityHashMap<>());
    bound.addAll(over);
    Stream.of(inside)
        .flatMap(Expr::all)
        .forEach(
            e -> {
              switch (e) {
                case Expr.IndexValue index -> mentioned.add(index.index());
                case Expr.Reduce reduce -> bound.addAll(reduce.over());
                case Expr.RowOperation row -> {
                  bound.addAll(row.over());
                  mentioned.addAll(row.at());
                }
                case Expr.Selection selection -> {
                  bound.addAll(selection.over());
                  mentioned.addAll(selection.at());
                }
                case Expr.Literal _, Expr.SizeValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Apply _, Expr.Cast _, Expr.If _,
                    Expr.Coalesce _ -> {}
              }
            });
    return mentioned.stream().distinct().filter(i -> !bound.contains(i)).toList();
  }
}
