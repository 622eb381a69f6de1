package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The index variables that an expression mentions and does not bind itself: what its value depends on. Binders make new variables, so it
/// is enough to take away everything that is bound anywhere inside.
final class FreeIndices {
  private final List<Index> mentioned = new ArrayList<>();
  private final Set<Index> bound = Collections.newSetFromMap(new IdentityHashMap<>());

  private FreeIndices() {}

  /// What `inside` depends on, the variables `over` that are bound around it apart.
  static List<Index> of(List<Index> over, Expr... inside) {
    FreeIndices free = new FreeIndices();
    free.bound.addAll(over);
    free.visitAll(inside);
    return free.mentioned.stream().distinct().filter(i -> !free.bound.contains(i)).toList();
  }

  private void visit(Expr e) {
    switch (e) {
      case Expr.Literal _,Expr.SizeValue _ -> {}
      case Expr.IndexValue index -> mentioned.add(index.index());
      case Expr.Read read -> read.at().forEach(this::visit);
      case Expr.Member member -> member.at().forEach(this::visit);
      case Expr.Defined defined -> visit(defined.read());
      case Expr.Apply apply -> apply.arguments().forEach(this::visit);
      case Expr.Cast cast -> visit(cast.operand());
      case Expr.If choice -> visitAll(choice.condition(), choice.then(), choice.otherwise());
      case Expr.Coalesce coalesce -> visitAll(coalesce.first(), coalesce.second());
      case Expr.Reduce reduce -> {
        bound.addAll(reduce.over());
        visitAll(reduce.where(), reduce.body());
      }
      case Expr.RowOperation row -> {
        bound.addAll(row.over());
        mentioned.addAll(row.at());
        visitAll(row.where(), row.body());
      }
      case Expr.Selection selection -> {
        bound.addAll(selection.over());
        mentioned.addAll(selection.at());
        selection.group().ifPresent(this::visit);
        visitAll(selection.count(), selection.where(), selection.body());
      }
    }
  }

  private void visitAll(Expr... parts) {
    for (Expr part : parts) visit(part);
  }
}
