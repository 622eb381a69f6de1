package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
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

  Action compile(Statement.Repeat repeat) {
    List<Index> step = List.of(repeat.step());
    List<CarriedElements> carried = repeat.carried().stream().map(c -> new CarriedElements(statements, c, List.of())).toList();
    Loop steps = scope.enter(step);
    List<Action> body = repeat.body().stream().map(statements::compile).toList();
    Optional<UntilRows> until = repeat.until().map(u -> new UntilRows(u, carried, statements, scope));
    carried.forEach(CarriedElements::compileNext);
    scope.leave(step);
    return indices -> {
      for (CarriedElements c : carried) c.start(0, indices);
      until.ifPresent(UntilRows::start);
      for (int s = 0; s < steps.extents()[0]; s++) {
        indices[steps.slots()[0]] = s;
        scope.locate(step, indices, () -> {
          for (Action action : body) action.run(indices);
          for (CarriedElements c : carried) c.compute(0, indices);
          until.ifPresent(u -> u.evaluate(indices));
        });
        if (until.isPresent()) {
          if (until.get().takeAndStop()) return;
        } else {
          for (CarriedElements c : carried) c.take(0);
        }
      }
    };
  }
}
