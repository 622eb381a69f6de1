package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import java.util.List;

/// The order of each row: the positions of its members from the smallest to the largest and then −1, those members, or the place that each of them has.
final class LowerOrder {
  private final KernelBuilder builder;
  private final Term.RowOperation operation;
  private final Row row;

  LowerOrder(KernelBuilder builder, Statement s, Term.RowOperation operation) {
    this.builder = builder;
    this.operation = operation;
    this.row = new Row(builder, s, operation.over().size());
  }

  Kernel lower(String name, List<String> doc) {
    builder.note("the row along " + row.indices() + " is sorted by radix: four rounds, however long it is");
    return row.kernel(name, doc, () -> {
      Row.Source keys = row.source((Term.Element) operation.body());
      boolean whole = operation.where().equals(Terms.TRUE);
      Row.Positions order = operation.operator() == RowOperator.ARGSORT && whole ? row.targetPositions() : row.scratch("positions");
      Expr end = sort(keys, order);
      switch (operation.operator()) {
        case ARGSORT -> {
          if (!whole)
            row.each(row.number(0), row.length(), at -> row.store(at, Build.select(Build.lt(at, end), order.at(at), row.number(-1))));
        }
        case SORT -> row.each(row.number(0), end, at -> row.store(at, keys.at(order.at(at))));
        case RANK -> row.each(row.number(0), end, at -> row.store(order.at(at), at));
        case SOFTMAX, CUMSUM -> throw new CompilerBug("no order: " + operation.operator());
      }
    });
  }

  /// Fills the list with the members of the row in order; gives its end.
  private Expr sort(Row.Source keys, Row.Positions list) {
    Expr first = row.number(0);
    RadixSort sort = new RadixSort(builder, row, keys, list);
    if (operation.where() instanceof Term.Element e) {
      Row.Source members = row.source(e);
      Expr end = sort.list(first, row.length(), members::at);
      sort.sort(first, end, false);
      return end;
    }
    row.each(first, row.length(), at -> list.set(at, at));
    sort.sort(first, row.length(), false);
    return row.length();
  }
}
