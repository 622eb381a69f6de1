package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.Until;
import java.util.Arrays;
import java.util.List;

/// Which rows of a `repeat` have stopped; one without rows of its own is one row.
final class UntilRows {
  private final List<CarriedElements> carried;
  /// For each carried tensor, the row of each of its elements; empty: it goes on until the loop ends.
  private final List<int[]> rowOf;
  private final Loop rows;
  private final CompileTerm terms;
  private final Term condition;
  private final boolean[] holds;
  private final boolean[] stopped;

  UntilRows(Until until, List<CarriedElements> carried, CompileStatement statements, Scope scope) {
    this.carried = carried;
    this.rowOf = carried.stream().map(c -> rowOf(c.shape(), c.carried().rows())).toList();
    this.terms = statements.terms();
    this.rows = scope.enter(until.rows());
    this.condition = terms.term(until.condition());
    scope.leave(until.rows());
    this.holds = new boolean[Elements.count("the rows of `until`", rows.extents())];
    this.stopped = new boolean[holds.length];
  }

  private static int[] rowOf(int[] shape, List<Integer> along) {
    if (along.isEmpty()) return new int[0];
    int[] rows = new int[Elements.count("a carried tensor", shape)];
    for (int place = 0; place < rows.length; place++) {
      int[] at = Elements.indices(place, shape);
      for (int axis : along) rows[place] = rows[place] * shape[axis] + at[axis];
    }
    return rows;
  }

  void start() {
    Arrays.fill(stopped, false);
  }

  /// The condition reads the values before the step, so it is evaluated before they change.
  void evaluate(int[] indices) {
    terms.forget();
    rows.forEach(
        indices,
        row -> {
          double value = condition.at(indices);
          if (isAbsent(value)) throw new CheckerBug("`until` has no value at " + Text.position((int) row, rows.extents()));
          holds[(int) row] = holds(value);
        });
  }

  /// The step is taken, but for what has stopped; the rows in which the condition held have had their last step.
  ///
  /// @return whether all have
  boolean takeAndStop() {
    for (int i = 0; i < carried.size(); i++) {
      int[] row = rowOf.get(i);
      if (carried.get(i).carried().rows().isEmpty()) carried.get(i).take(0);
      else carried.get(i).takeWhere(place -> !stopped[row[place]]);
    }
    boolean all = true;
    for (int row = 0; row < stopped.length; row++) {
      stopped[row] |= holds[row];
      all &= stopped[row];
    }
    return all;
  }
}
