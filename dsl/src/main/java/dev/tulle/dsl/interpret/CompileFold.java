package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
import java.util.List;
import java.util.Optional;
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
    // Nothing in a fold changes which elements a row has and in which order: their terms are made before rows and elements vary.
    CompileTerm walked = statements.terms();
    Loop rows = scope.enter(fold.rows());
    List<CarriedElements> carried = fold.carried().stream().map(c -> new CarriedElements(statements, c, fold.rows())).toList();
    List<Index> element = List.of(fold.element());
    Loop walk = scope.enter(element);
    Walk elements = new Walk(walk, walked.term(fold.where()), fold.key().map(walked::term));
    List<Step> body = fold.body().stream().map(this::step).toList();
    carried.forEach(CarriedElements::compileNext);
    scope.leave(element);
    scope.leave(fold.rows());
    List<Index> variables = Stream.concat(fold.rows().stream(), element.stream()).toList();
    return indices -> {
      walked.forget();
      rows.forEach(
          indices,
          row -> {
            scope.locate(fold.rows(), indices, () -> carried.forEach(c -> c.start(row, indices)));
            scope.locate(variables, indices, () -> {
              for (int e : elements.of(indices)) {
                indices[walk.slots()[0]] = e;
                Outcome outcome = run(body, indices);
                if (outcome == Outcome.STOP) return;
                if (outcome == Outcome.SKIP) continue;
                for (CarriedElements c : carried) c.compute(row, indices);
                for (CarriedElements c : carried) c.take(row);
              }
            });
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

  /// The elements of a row in the order in which they are walked.
  private record Walk(Loop element, Term where, Optional<Term> key) {
    int[] of(int[] indices) {
      int slot = element.slots()[0];
      int extent = element.extents()[0];
      double[] keys = new double[key.isPresent() ? extent : 0];
      int[] members = IntStream.range(0, extent).filter(i -> {
        indices[slot] = i;
        if (!holds(where.at(indices))) return false;
        key.ifPresent(k -> keys[i] = existing(k.at(indices)));
        return true;
      }).toArray();
      return key.isPresent() ? RowOperations.ascending(keys, members) : members;
    }

    private static double existing(double key) {
      if (isAbsent(key)) throw new CheckerBug("a member of an ordered pattern has no key");
      return key;
    }
  }
}
