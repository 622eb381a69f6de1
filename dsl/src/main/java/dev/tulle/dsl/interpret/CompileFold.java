package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A `fold`: for each row its elements in order, one after another.
final class CompileFold {
  private final CompileStatement statements;
  private final Scope scope;

  CompileFold(CompileStatement statements, Scope scope) {
    this.statements = statements;
    this.scope = scope;
  }

  /// A carried tensor: at the row of the moment it holds the value before the element.
  ///
  /// @param values of all rows
  /// @param next the values of one row, first or after an element
  /// @param assign computes them from a copy; null: they stay
  private record Running(double[] values, double[] next, Action initial, Action assign) {
    void compute(long row, int[] indices) {
      if (assign == null) return;
      System.arraycopy(values, (int) row * next.length, next, 0, next.length);
      assign.run(indices);
    }

    void take(long row) {
      System.arraycopy(next, 0, values, (int) row * next.length, next.length);
    }
  }

  /// One step of the body; whether the element goes on, is discarded, or ends the row.
  private interface Step {
    Outcome run(int[] indices);
  }

  private enum Outcome {
    GO_ON,
    SKIP,
    STOP
  }

  Action compile(Statement.Fold fold) {
    Loop rows = scope.enter(fold.rows());
    List<Elements> next = new ArrayList<>();
    List<Action> initial = new ArrayList<>();
    for (Carried c : fold.carried()) {
      statements.place(c.tensor(), c.tensor().element(), Stream.concat(fold.rows().stream(), c.indices().stream()).toList());
      next.add(row(c));
      initial.add(statements.assign(c.tensor().name(), c.indices(), Expr.truth(), c.initial(), next.getLast()));
    }
    Loop walk = scope.enter(List.of(fold.element()));
    Walk elements = new Walk(fold, walk);
    List<Step> body = fold.body().stream().map(this::step).toList();
    List<Running> carried = new ArrayList<>();
    for (int i = 0; i < fold.carried().size(); i++) {
      Carried c = fold.carried().get(i);
      Elements made = next.get(i);
      Action assign = c.next().map(n -> statements.assign(c.tensor().name(), n.indices(), n.where(), n.value(), made)).orElse(null);
      carried.add(new Running(statements.elements(c.tensor()).values(), made.values(), initial.get(i), assign));
    }
    scope.leave(List.of(fold.element()));
    scope.leave(fold.rows());
    return indices -> {
      elements.terms.forget();
      rows.forEach(
          indices,
          row -> {
            for (Running c : carried) {
              c.initial().run(indices);
              c.take(row);
            }
            for (int element : elements.of(indices)) {
              indices[walk.slots()[0]] = element;
              Outcome outcome = run(body, indices);
              if (outcome == Outcome.STOP) return;
              if (outcome == Outcome.SKIP) continue;
              for (Running c : carried) c.compute(row, indices);
              for (Running c : carried) c.take(row);
            }
          });
    };
  }

  private static Outcome run(List<Step> body, int[] indices) {
    for (Step step : body) {
      Outcome outcome = step.run(indices);
      if (outcome != Outcome.GO_ON) return outcome;
    }
    return Outcome.GO_ON;
  }

  /// Room for the elements of one row.
  private Elements row(Carried c) {
    Loop own = scope.enter(c.indices());
    scope.leave(c.indices());
    return Elements.none(c.tensor().name(), c.tensor().element(), own.extents());
  }

  private Step step(FoldStep step) {
    return switch (step) {
      case Statement.Define d -> {
        Action action = statements.define(d);
        yield indices -> {
          action.run(indices);
          return Outcome.GO_ON;
        };
      }
      case FoldStep.Skip s -> decision(s.condition(), "skip", Outcome.SKIP);
      case FoldStep.Stop s -> decision(s.condition(), "stop", Outcome.STOP);
    };
  }

  private Step decision(Expr condition, String word, Outcome outcome) {
    CompileTerm terms = statements.terms();
    Term term = terms.term(condition);
    return indices -> {
      terms.forget();
      double value = term.at(indices);
      if (isAbsent(value)) throw new CheckerBug("the condition of `" + word + "` has no value");
      return holds(value) ? outcome : Outcome.GO_ON;
    };
  }

  /// The elements of a row in the order of the walk.
  private final class Walk {
    private final CompileTerm terms = statements.terms();
    private final Loop loop;
    private final Term where;
    private final Term key;

    Walk(Statement.Fold fold, Loop loop) {
      this.loop = loop;
      this.where = terms.term(fold.where());
      this.key = fold.key().map(terms::term).orElse(null);
    }

    int[] of(int[] indices) {
      int slot = loop.slots()[0];
      int extent = loop.extents()[0];
      double[] keys = new double[key == null ? 0 : extent];
      int[] members = IntStream.range(0, extent).filter(i -> {
        indices[slot] = i;
        if (!holds(where.at(indices))) return false;
        if (key != null) keys[i] = keyOf(indices);
        return true;
      }).toArray();
      if (key == null) return members;
      return Arrays.stream(members).boxed().sorted(Comparator.comparingDouble(i -> keys[i])).mapToInt(i -> i).toArray();
    }

    private double keyOf(int[] indices) {
      double value = key.at(indices);
      if (isAbsent(value)) throw new CheckerBug("a member of an ordered pattern has no key");
      // both zeros are the same key
      return value + 0.0;
    }
  }
}
