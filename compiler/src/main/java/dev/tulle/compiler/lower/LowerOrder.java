package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import java.util.List;

/// The order of each row: the positions of its elements from the smallest to the largest, those elements, or the place that each of them has.
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
    builder.note("the row along " + row.indices() + " is sorted by radix: it is long, or its length is not known");
    return row.kernel(name, doc, () -> {
      Row.Source keys = row.source((Term.Element) operation.body());
      switch (operation.operator()) {
        case ARGSORT -> sorted(keys, row.targetPositions());
        case SORT -> {
          Row.Positions order = sorted(keys, row.scratch("positions"));
          row.each(row.number(0), row.length(), at -> row.store(at, keys.at(order.at(at))));
        }
        case RANK -> {
          Row.Positions order = sorted(keys, row.scratch("positions"));
          row.each(row.number(0), row.length(), at -> row.store(order.at(at), at));
        }
        case SOFTMAX, CUMSUM -> throw new CompilerBug("no order: " + operation.operator());
      }
    });
  }

  private Row.Positions sorted(Row.Source keys, Row.Positions list) {
    Expr first = row.number(0);
    row.each(first, row.length(), at -> list.set(at, at));
    new RadixSort(builder, row, keys, list).sort(first, row.length(), false);
    return list;
  }
}
