package dev.tulle.dsl.check;

import dev.tulle.dsl.syntax.Argument;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Ways through a syntax tree.
final class Syntax {
  private Syntax() {}

  /// The expressions directly inside an expression; ranges of binders are not among them.
  static List<Expression> children(Expression e) {
    return switch (e) {
      case Expression.Indexed x -> {
        List<Expression> all = new ArrayList<>(List.of(x.base()));
        for (Slice s : x.slices()) if (s instanceof Slice.At(Expression position)) all.add(position);
        yield all;
      }
      case Expression.Call c -> c.arguments().stream().map(Argument::value).toList();
      case Expression.Reduce r -> {
        List<Expression> all = new ArrayList<>();
        r.where().ifPresent(all::add);
        r.body().ifPresent(all::add);
        yield all;
      }
      case Expression.Row r -> {
        List<Expression> all = new ArrayList<>();
        r.where().ifPresent(all::add);
        all.add(r.operand());
        yield all;
      }
      case Expression.Select s -> {
        List<Expression> all = new ArrayList<>();
        s.where().ifPresent(all::add);
        all.add(s.operand());
        all.add(s.count());
        yield all;
      }
      case Expression.Unary u -> List.of(u.operand());
      case Expression.Binary b -> List.of(b.left(), b.right());
      case Expression.Comparison c -> c.operands();
      case Expression.Coalesce c -> List.of(c.first(), c.second());
      case Expression.If i -> List.of(i.condition(), i.then(), i.otherwise());
      case Expression.Cast c -> List.of(c.operand());
      case Expression.Defined d -> List.of(d.operand());
      case Expression.IntegerLiteral _, Expression.FloatLiteral _, Expression.Infinity _, Expression.BooleanLiteral _, Expression.Name _ ->
          List.of();
    };
  }

  /// Visits the expression and everything in it, outermost first.
  static void walk(Expression e, Consumer<Expression> visit) {
    visit.accept(e);
    children(e).forEach(c -> walk(c, visit));
  }
}
