package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Gives a reduction that says where to read a name of its own, so that the test whether the position is inside is of the very number that is read at:
///
///     y[i] = if count(j) p[i, j] < N then x[count(j) p[i, j]] else 0      →      y.position[i] = count(j) p[i, j];  y[i] = if y.position[i] < N then x[y.position[i]] else 0
///
/// Does not fire on positions without reductions. Must run before inlining, which undoes it where a position is read once and not tested.
final class NamePositions implements Pass {
  @Override
  public Program run(Program program) {
    Program current = program;
    for (Set<Term> found = positions(current); !found.isEmpty(); found = positions(current)) {
      Set<Term> wanted = found;
      current = Hoister.rewrite(
          current,
          (term, context, hoister) -> term instanceof Term.Reduce && wanted.contains(Terms.canonical(term))
              ? hoister.hoist("position", term, context)
              : term);
    }
    return current;
  }

  private static Set<Term> positions(Program program) {
    Set<Term> found = new HashSet<>();
    program.steps().stream().flatMap(Step::terms).forEach(root -> Terms.walk(root, t -> {
      if (t instanceof Term.Element e) collect(e.at(), found);
      if (t instanceof Term.Exists e) collect(e.at(), found);
    }));
    return found;
  }

  /// The outermost ones.
  private static void collect(List<Term> at, Set<Term> found) {
    for (Term position : at) {
      if (position instanceof Term.Reduce) found.add(Terms.canonical(position));
      else Terms.mapChildren(position, child -> {
        collect(List.of(child), found);
        return child;
      });
    }
  }
}
