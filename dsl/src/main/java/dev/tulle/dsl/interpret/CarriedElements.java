package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// A tensor that a loop carries, while the loop runs. A fold works on one row of it at a time; to a `repeat` the whole tensor is one row.
final class CarriedElements {
  private final CompileStatement statements;
  private final Carried carried;
  /// What a step reads.
  private final double[] values;
  /// What it makes of one row.
  private final Elements next;
  private final Action initial;
  private Action assign = _ -> {};

  /// Gives the tensor its place and prepares its first value.
  ///
  /// @param rows the variables of a fold's rows, which are bound around it
  CarriedElements(CompileStatement statements, Carried carried, List<Index> rows) {
    this.statements = statements;
    this.carried = carried;
    String name = carried.tensor().name();
    List<Index> indices = Stream.concat(rows.stream(), carried.indices().stream()).toList();
    Elements all = statements.place(carried.tensor(), carried.tensor().element(), indices);
    this.values = all.values();
    this.next = Elements.none(name, all.element(), Arrays.copyOfRange(all.shape(), rows.size(), all.shape().length));
    this.initial = statements.assign("the first value of `" + name + "`", carried.indices(), Expr.truth(), carried.initial(), next);
  }

  /// Prepares the step, when what the body defines is known.
  void compileNext() {
    String what = "the next value of `" + carried.tensor().name() + "`";
    carried.next().ifPresent(n -> assign = statements.assign(what, n.indices(), n.where(), n.value(), next));
  }

  /// The row has its first value.
  void start(long row, int[] indices) {
    initial.run(indices);
    take(row);
  }

  /// What the step makes of the row, which nothing reads yet. What `next` leaves out keeps its value.
  void compute(long row, int[] indices) {
    System.arraycopy(values, start(row), next.values(), 0, next.values().length);
    assign.run(indices);
  }

  /// The computed elements take the place of the old ones.
  void take(long row) {
    System.arraycopy(next.values(), 0, values, start(row), next.values().length);
  }

  /// Those of the computed elements that are at one of `places` do.
  void takeWhere(IntPredicate places) {
    for (int place = 0; place < values.length; place++) if (places.test(place)) values[place] = next.values()[place];
  }

  private int start(long row) {
    return (int) row * next.values().length;
  }

  Carried carried() {
    return carried;
  }

  /// The extents of one row.
  int[] shape() {
    return next.shape();
  }
}
