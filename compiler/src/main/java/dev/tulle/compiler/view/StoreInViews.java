package dev.tulle.compiler.view;

import dev.tulle.compiler.pass.Pass;
import dev.tulle.compiler.tensor.Program;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Gives tensors that exist on a pattern places for what exists only, and walks lists of members instead of testing every index:
///
///     s[i, j] where j <= i and i - j < W = f(i, j)          →      s[i, n: W] where … = f(i, max(0, i - W + 1) + n)
///     h[t, e] where routed[t, e] = f(t, e)                  →      h[t, n: K] where n < routed.count[t] = f(t, routed.list[t, n])
///     sum(j where near[i, j]) s[i, j] * v[j]                →      sum(n: W where …) s[i, n] * v[max(0, i - W + 1) + n]
///
/// Does not fire on what a loop hands from round to round, on what somebody reads at a place that the view does not tell, where no bound on the number of places is known, and on what
/// can report an error of the data, which names the indices of the program. Must run after inlining and after stages are assigned. Afterwards a pattern may be read by nobody.
public final class StoreInViews implements Pass {
  @Override
  public Program run(Program program) {
    Set<String> refused = new HashSet<>();
    while (true) {
      Optional<Program> result = new Rewriting(program, refused).run();
      if (result.isPresent()) return result.get();
    }
  }
}
