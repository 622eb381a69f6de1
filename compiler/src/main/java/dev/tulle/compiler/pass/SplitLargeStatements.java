package dev.tulle.compiler.pass;

import dev.tulle.compiler.analysis.Weight;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.dsl.model.ValueType;

/// Gives parts of an expression that would make too large a kernel names of their own:
///
///     y[i] = exp(a) * exp(b) * … * exp(z)      →      y.part[i] = exp(a) * … * exp(d);  …;  y[i] = y.part[i] * … * exp(z)
///
/// Does not fire on what fits into one kernel, nor on conditions, whose parts guard each other. Must run after inlining, which stops before a statement is too large.
final class SplitLargeStatements implements Pass {
  @Override
  public Program run(Program program) {
    return Hoister.rewrite(program, step -> parts(Weight.ofParts(step)));
  }

  /// Names what weighs more than the limit.
  private static Hoister.Rewriting parts(int limit) {
    return (term, context, hoister) -> {
      boolean part = term instanceof Term.Apply || term instanceof Term.Choose || term instanceof Term.Reduce;
      return part && term.type() != ValueType.BOOL && Weight.of(term) > limit ? hoister.hoist("part", term, context) : term;
    };
  }
}
