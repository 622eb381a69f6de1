package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Moves what depends on weights alone to the opening of the session: a local tensor that reads only weights, constants and what is itself computed then, and
/// whose sizes are known then; a loop, if all of it does and all that it carries begins there.
final class AssignStages implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> atRun = new HashSet<>();
    while (true) {
      Known known = Known.ofWeights(program, atRun);
      List<Step> steps = new ArrayList<>();
      int before = atRun.size();
      for (Step step : program.steps()) {
        boolean opens = known.takes(step);
        steps.add(in(opens ? Stage.OPEN : Stage.RUN, step));
        // What a loop of the run changes must begin anew in each run.
        if (!opens && step instanceof Repeat) step.writes().forEach(atRun::add);
      }
      if (atRun.size() == before) return program.with(steps);
    }
  }

  private static Step in(Stage stage, Step step) {
    return switch (step) {
      case Statement s -> s.with(stage);
      case Fold f -> f.with(stage);
      case Listing l -> l.with(stage);
      case Measure _, Either _ -> step;
      case Repeat r -> r.with(stage).with(r.body().stream().map(s -> in(stage, s)).toList());
    };
  }

  /// Tensors and sizes that are there when a session opens.
  private record Known(Program program, Set<String> tensors, Set<String> sizes, Set<String> atRun) {
    static Known ofWeights(Program program, Set<String> atRun) {
      Known known = new Known(program, new HashSet<>(), new HashSet<>(), atRun);
      for (Declaration d : program.declarations().values()) {
        if (d.role() != Role.WEIGHT && d.role() != Role.CONSTANT) continue;
        known.tensors.add(d.name());
        for (Term extent : d.extents()) if (extent instanceof Term.SizeOf(String name)) known.sizes.add(name);
      }
      return known;
    }

    /// Whether the step can be done at open; if so, what it computes is known.
    boolean takes(Step step) {
      boolean opens = switch (step) {
        case Statement s -> program.declaration(s.target()).role() == Role.LOCAL && !atRun.contains(s.target())
            && s.axes().stream().allMatch(a -> has(a.extent())) && has(s.where()) && has(s.value());
        case Fold f ->
            step.writes().allMatch(t -> program.declaration(t).role() == Role.LOCAL && !atRun.contains(t)) && tensors.containsAll(f.reads())
                && f.terms().allMatch(this::hasSizes) && f.carried().stream().allMatch(c -> hasExtents(c.axes()))
                && hasExtents(f.around());
        case Listing _, Measure _, Either _ -> false;
        case Repeat r -> {
          Known inside = new Known(program, new HashSet<>(tensors), new HashSet<>(sizes), atRun);
          inside.sizes.add(r.counter());
          yield has(r.count()) && r.carried().stream().allMatch(c -> tensors.contains(c.tensor()))
              && r.body().stream().allMatch(inside::takes);
        }
      };
      if (opens) step.writes().forEach(tensors::add);
      return opens;
    }

    private boolean has(Term term) {
      return tensors.containsAll(Terms.reads(term)) && hasSizes(term);
    }

    private boolean hasSizes(Term term) {
      boolean[] all = {true};
      Terms.walk(
          term,
          t -> {
            all[0] &= switch (t) {
              case Term.SizeOf(String name) -> sizes.contains(name);
              case Term.Reduce r -> hasExtents(r.over());
              case Term.RowOperation r -> hasExtents(r.over());
              case Term.Selection r -> hasExtents(r.over());
              case Term.Number _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ -> true;
            };
          });
      return all[0];
    }

    private boolean hasExtents(List<Axis> axes) {
      return axes.stream().allMatch(a -> hasSizes(a.extent()));
    }
  }
}
