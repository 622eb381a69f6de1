package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives a reduction that does not depend on every index around it, or that a statement has twice, a name of its own, so that it is computed once.
///
///     y[t, d] = x[t, d] / sqrt(sum(k) x[t, k] * x[t, k])      →      y.sum[t] = sum(k) …;  y[t, d] = x[t, d] / sqrt(y.sum[t])
///     y = x[argmax(k) s[k]] ?? 0.0, which asks whether the position is inside and reads there      →      y.argmax = argmax(k) s[k];  …
///
/// Does not fire on any other reduction that depends on all indices around it: it is evaluated where it stands.
final class NameInvariants implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(
        program,
        (term, context, hoister) -> {
          if (!(term instanceof Term.Reduce r)) return term;
          Set<String> around = context.axes().stream().map(Axis::index).collect(Collectors.toSet());
          if (Terms.freeIndices(r).containsAll(around) && !hoister.isRepeated(r)) return term;
          return hoister.hoist(r.operator().name().toLowerCase(Locale.ROOT), r, context);
        });
  }
}
