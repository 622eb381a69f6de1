package dev.tulle.cli.data;

import dev.tulle.dsl.model.Expr;
import java.util.List;
import java.util.stream.Stream;

/// Walks expressions of a checked model.
final class Expressions {
  private Expressions() {}

  /// The expression and everything inside it; ranges of indices are no part of it.
  static Stream<Expr> all(Expr e) {
    return Stream.concat(Stream.of(e), children(e).stream().flatMap(Expressions::all));
  }

  private static List<Expr> children(Expr e) {
    return switch (e) {
      case Expr.Literal _,Expr.SizeValue _,Expr.IndexValue _ -> List.of();
      case Expr.Read read -> read.at();
      case Expr.Member member -> member.at();
      case Expr.Defined defined -> List.of(defined.read());
      case Expr.Apply apply -> apply.arguments();
      case Expr.Cast cast -> List.of(cast.operand());
      case Expr.If choice -> List.of(choice.condition(), choice.then(), choice.otherwise());
      case Expr.Coalesce coalesce -> List.of(coalesce.first(), coalesce.second());
      case Expr.Reduce reduce -> List.of(reduce.where(), reduce.body());
      case Expr.RowOperation row -> List.of(row.where(), row.body());
      case Expr.Selection selection ->
          Stream.concat(selection.group().stream(), Stream.of(selection.count(), selection.where(), selection.body())).toList();
    };
  }
}
