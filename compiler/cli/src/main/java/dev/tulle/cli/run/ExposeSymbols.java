package dev.tulle.cli.run;

import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Adds outputs that copy some tensors and patterns of a model, so that a compiled model returns what would otherwise be fused away:
///
///     let p[i, j] where seen[i, j] = …
///     output shown.p[i, j] where defined(p[i, j]) = p[i, j]
final class ExposeSymbols {
  private static final String PREFIX = "shown.";

  private ExposeSymbols() {}

  static String outputOf(String symbol) {
    return PREFIX + symbol;
  }

  static CheckedModel apply(CheckedModel model, Collection<Symbol> symbols) {
    List<Statement> statements = new ArrayList<>(model.statements());
    for (Symbol symbol : symbols) statements.add(copy(symbol));
    return new CheckedModel(
        model.name(), model.doc(), model.parameters(), model.sizes(), model.requirements(), model.inputs(), model.weights(), statements);
  }

  private static Statement copy(Symbol symbol) {
    List<Index> indices = IntStream.range(0, symbol.rank()).mapToObj(axis -> new Index("i" + axis, symbol.axes().get(axis))).toList();
    List<Expr> at = indices.stream().<Expr> map(Expr.IndexValue::new).toList();
    return switch (symbol) {
      case Pattern pattern -> define(symbol, ElementType.BOOL, indices, Expr.truth(), new Expr.Member(pattern, at, symbol.span()));
      case Tensor tensor -> {
        Expr.Read read = new Expr.Read(tensor, at, at.stream().map(_ -> Expr.Bound.PROVED).toList(), symbol.span());
        Expr where = tensor.existence() instanceof Existence.Everywhere ? Expr.truth() : new Expr.Defined(read);
        yield define(symbol, tensor.element(), indices, where, read);
      }
    };
  }

  private static Statement define(Symbol symbol, ElementType element, List<Index> indices, Expr where, Expr value) {
    Existence existence = where instanceof Expr.Literal ? new Existence.Everywhere() : new Existence.Where(indices, where);
    Tensor target = new Tensor(
        outputOf(symbol.name()), Tensor.Role.OUTPUT, element, symbol.axes(), existence, Optional.empty(), List.of(), symbol.doc(),
        symbol.span());
    return new Statement.Define(target, indices, where, value, symbol.span());
  }
}
