package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Computes before a loop what is the same in each of its rounds:
///
///     repeat t: 10 { a[i] = exp(x[i]); z.next[i] = z[i] * a[i] }      →      a[i] = exp(x[i]);  repeat t: 10 { z.next[i] = z[i] * a[i] }
///
/// Does not fire on what a loop hands from round to round, nor on what can report an error of the data: there may be no round. Must run before single uses are
/// inlined, which never moves anything into a loop.
final class MoveOutOfLoops implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> handed = program.steps().stream().flatMap(MoveOutOfLoops::handed).collect(Collectors.toSet());
    List<Step> steps = steps(program.steps(), handed);
    return steps.equals(program.steps()) ? program : program.with(steps);
  }

  private static Stream<String> handed(Step step) {
    return switch (step) {
      case Statement _, Fold _, Listing _, Measure _, Either _ -> Stream.empty();
      case Repeat r -> Stream.concat(r.handed(), r.body().stream().flatMap(MoveOutOfLoops::handed));
    };
  }

  private static List<Step> steps(List<Step> steps, Set<String> handed) {
    List<Step> result = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Statement _, Fold _, Listing _, Measure _, Either _ -> result.add(step);
        case Repeat r -> {
          Repeat inner = r.with(steps(r.body(), handed));
          Set<String> changing = inner.writes().collect(Collectors.toCollection(HashSet::new));
          List<Step> body = new ArrayList<>();
          for (Step s : inner.body()) {
            if (!isSame(s, inner.counter(), changing, handed)) {
              body.add(s);
            } else {
              result.add(s);
              s.writes().forEach(changing::remove);
            }
          }
          result.add(inner.with(body));
        }
      }
    }
    return result;
  }

  private static boolean isSame(Step step, String counter, Set<String> changing, Set<String> handed) {
    if (step instanceof Repeat || step.writes().anyMatch(handed::contains) || step.reads().stream().anyMatch(changing::contains))
      return false;
    return step.terms().noneMatch(t -> Terms.mayFail(t) || mentionsSize(t, counter));
  }

  private static boolean mentionsSize(Term term, String size) {
    boolean[] found = {false};
    Terms.walk(term, t -> found[0] |= t instanceof Term.SizeOf(String name) && name.equals(size));
    return found[0];
  }
}
