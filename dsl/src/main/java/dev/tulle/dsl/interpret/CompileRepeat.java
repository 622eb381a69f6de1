package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Until;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A `repeat`: the body, then all new values at once, step after step.
final class CompileRepeat {
  private final CompileStatement statements;
  private final Scope scope;

  CompileRepeat(CompileStatement statements, Scope scope) {
    this.statements = statements;
    this.scope = scope;
  }

  /// A carried tensor while the loop runs.
  ///
  /// @param current what a step reads
  /// @param next what it makes of it
  /// @param assign computes `next` from a copy of `current`; null: it keeps its value
  /// @param rows for the row of `until` that each element belongs to; null: the loop's end alone stops it
  private record Running(Elements current, Elements next, Action initial, Action assign, int[] rows) {}

  Action compile(Statement.Repeat repeat) {
    List<Action> initial = new ArrayList<>();
    List<Elements> current = new ArrayList<>();
    for (Carried c : repeat.carried()) {
      Elements elements = statements.place(c.tensor(), c.tensor().element(), c.indices());
      current.add(elements);
      initial.add(statements.assign(c.tensor().name(), c.indices(), Expr.truth(), c.initial(), elements));
    }
    Loop steps = scope.enter(List.of(repeat.step()));
    List<Action> body = repeat.body().stream().map(statements::compile).toList();
    Optional<Rows> until = repeat.until().map(this::rows);
    List<Running> carried = new ArrayList<>();
    for (int i = 0; i < repeat.carried().size(); i++) {
      Carried c = repeat.carried().get(i);
      Elements next = current.get(i).copy();
      Action assign = c.next().map(n -> statements.assign(c.tensor().name(), n.indices(), n.where(), n.value(), next)).orElse(null);
      int[] rows = c.rows().isEmpty() ? null : rowOf(current.get(i).shape(), c.rows());
      carried.add(new Running(current.get(i), next, initial.get(i), assign, rows));
    }
    scope.leave(List.of(repeat.step()));
    int count = steps.extents()[0];
    int slot = steps.slots()[0];
    return indices -> {
      for (Running c : carried) c.initial().run(indices);
      until.ifPresent(Rows::start);
      for (int step = 0; step < count; step++) {
        indices[slot] = step;
        for (Action action : body) action.run(indices);
        for (Running c : carried) compute(c, indices);
        until.ifPresent(u -> u.evaluate(indices));
        for (Running c : carried) take(c, until);
        if (until.isPresent() && until.get().stop()) return;
      }
    };
  }

  private static void compute(Running c, int[] indices) {
    if (c.assign() == null) return;
    System.arraycopy(c.current().values(), 0, c.next().values(), 0, c.next().values().length);
    c.assign().run(indices);
  }

  /// The rows that have stopped keep their elements.
  private static void take(Running c, Optional<Rows> until) {
    if (c.assign() == null) return;
    double[] from = c.next().values();
    double[] to = c.current().values();
    for (int i = 0; i < to.length; i++) if (c.rows() == null || !until.orElseThrow().stopped[c.rows()[i]]) to[i] = from[i];
  }

  /// The row of each element of a tensor whose axes `along` run along the rows.
  private static int[] rowOf(int[] shape, List<Integer> along) {
    int[] rows = new int[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    int[] at = new int[shape.length];
    for (int place = 0; place < rows.length; place++) {
      int rest = place;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        at[axis] = rest % shape[axis];
        rest /= shape[axis];
      }
      for (int axis : along) rows[place] = rows[place] * shape[axis] + at[axis];
    }
    return rows;
  }

  private Rows rows(Until until) {
    List<Index> indices = until.rows();
    Loop loop = scope.enter(indices);
    CompileTerm terms = statements.terms();
    Term condition = terms.term(until.condition());
    scope.leave(indices);
    return new Rows(loop, terms, condition);
  }

  /// Which rows have stopped; a loop without rows is one row.
  private static final class Rows {
    private final Loop loop;
    private final CompileTerm terms;
    private final Term condition;
    private final boolean[] holds;
    private final boolean[] stopped;

    Rows(Loop loop, CompileTerm terms, Term condition) {
      this.loop = loop;
      this.terms = terms;
      this.condition = condition;
      this.holds = new boolean[Elements.count("the rows of `until`", loop.extents())];
      this.stopped = new boolean[holds.length];
    }

    void start() {
      Arrays.fill(stopped, false);
    }

    /// The condition reads the values before the step, so it is evaluated before they change.
    void evaluate(int[] indices) {
      terms.forget();
      loop.forEach(
          indices,
          row -> {
            double value = condition.at(indices);
            if (isAbsent(value)) throw new CheckerBug("`until` has no value in row " + row);
            holds[(int) row] = holds(value);
          });
    }

    /// The rows in which the condition held have had their last step.
    ///
    /// @return whether all have
    boolean stop() {
      boolean all = true;
      for (int row = 0; row < stopped.length; row++) {
        stopped[row] |= holds[row];
        all &= stopped[row];
      }
      return all;
    }
  }
}
