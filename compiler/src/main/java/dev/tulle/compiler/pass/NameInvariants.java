package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives a reduction that does not depend on every index around it a name of its own, so that it is computed once and not once more for each of those indices.
///
///     y[t, d] = x[t, d] / sqrt(sum(k) x[t, k] * x[t, k])      →      y.sum[t] = sum(k) …;  y[t, d] = x[t, d] / sqrt(y.sum[t])
///
/// Does not fire on a reduction that depends on all of them: it is evaluated where it stands.
final class NameInvariants implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(
        program,
        (term, context, hoister) -> {
          if (!(term instanceof Term.Reduce r)) return term;
          Set<String> around = context.axes().stream().map(Axis::index).collect(Collectors.toSet());
          if (Terms.freeIndices(r).containsAll(around)) return term;
          return hoister.hoist(r.operator().name().toLowerCase(Locale.ROOT), r, context);
        });
  }
}
