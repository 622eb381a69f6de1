package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import java.util.List;
import java.util.Optional;

/// Decides the conditions that compile-time parameters have settled: comparisons of whole numbers that are known, and what follows from them.
///
///     4 >= 8 or topk(d, 4) x[t, d]      →      topk(d, 4) x[t, d]
///     if 1 == 1 then a else b           →      a
///     sum(r: 0) u[r] * v[r]             →      0.0
///
/// Does not fire on sizes that are bound at run time, nor on floats, which devices round. Must run first, so that no later pass takes a variant that is switched off for a union or a
/// choice: what is written for several variants then costs each of them no more than if it had been written for it alone.
final class DecideConditions implements Pass {
  @Override
  public Program run(Program program) {
    return program.with(
        Step.replace(
            program.steps(), s -> List.of(s.with(decide(s.where()), decide(s.value()))), f -> List.of(f.map(DecideConditions::decide))));
  }

  private static Term decide(Term term) {
    Term inner = Terms.mapChildren(term, DecideConditions::decide);
    return switch (inner) {
      case Term.Choose c when c.condition().equals(Terms.TRUE) -> c.then();
      case Term.Choose c when c.condition().equals(Terms.FALSE) -> c.otherwise();
      case Term.Apply a when a.function() == Function.AND -> Terms.and(a.arguments().get(0), a.arguments().get(1));
      case Term.Apply a when a.function() == Function.OR -> Terms.or(a.arguments().get(0), a.arguments().get(1));
      case Term.Apply a when a.function() == Function.NOT -> Terms.not(a.arguments().getFirst());
      case Term.Apply a when a.arguments().size() == 2 -> compared(a).map(holds -> holds ? Terms.TRUE : Terms.FALSE).orElse(a);
      case Term.Reduce r when meetsNothing(r) -> ofNothing(r);
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _ -> inner;
      case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> inner;
    };
  }

  private static Optional<Boolean> compared(Term.Apply comparison) {
    var a = Arithmetic.constant(comparison.arguments().get(0));
    var b = Arithmetic.constant(comparison.arguments().get(1));
    if (a.isEmpty() || b.isEmpty()) return Optional.empty();
    int order = Long.compare(a.getAsLong(), b.getAsLong());
    return switch (comparison.function()) {
      case LESS -> Optional.of(order < 0);
      case LESS_EQUAL -> Optional.of(order <= 0);
      case GREATER -> Optional.of(order > 0);
      case GREATER_EQUAL -> Optional.of(order >= 0);
      case EQUAL -> Optional.of(order == 0);
      case NOT_EQUAL -> Optional.of(order != 0);
      default -> Optional.empty();
    };
  }

  private static boolean meetsNothing(Term.Reduce reduce) {
    return reduce.where().equals(Terms.FALSE) || reduce.over().stream().anyMatch(a -> Arithmetic.constant(a.extent()).orElse(1) <= 0);
  }

  private static Term ofNothing(Term.Reduce reduce) {
    return switch (reduce.operator()) {
      case SUM, COUNT, ANY -> new Term.Number(reduce.type(), 0);
      case PROD, ALL -> new Term.Number(reduce.type(), 1);
      // Rare, and infinities and NaN are the reduction's own affair.
      case MAX, MIN, MEAN, LOGSUMEXP, ARGMAX, ARGMIN -> reduce;
    };
  }
}
