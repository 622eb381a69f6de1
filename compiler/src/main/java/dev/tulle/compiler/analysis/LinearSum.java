package dev.tulle.compiler.analysis;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ValueType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An integer term as a sum of multiples of terms that are no sums themselves: equal parts of two terms cancel in their difference.
public record LinearSum(Map<Term, Long> factors, long constant) {
  public LinearSum {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  public static LinearSum of(Term term) {
    if (term instanceof Term.Number n) return new LinearSum(Map.of(), (long) n.value());
    if (term instanceof Term.Apply(var function, ValueType _, List<Term> args)) {
      switch (function) {
        case ADD -> {
          return of(args.get(0)).plus(of(args.get(1)), 1);
        }
        case SUBTRACT -> {
          return of(args.get(0)).plus(of(args.get(1)), -1);
        }
        case NEGATE -> {
          return new LinearSum(Map.of(), 0).plus(of(args.getFirst()), -1);
        }
        case MULTIPLY -> {
          if (args.get(1) instanceof Term.Number n) return new LinearSum(Map.of(), 0).plus(of(args.get(0)), (long) n.value());
          if (args.get(0) instanceof Term.Number n) return new LinearSum(Map.of(), 0).plus(of(args.get(1)), (long) n.value());
        }
        default -> {}
      }
    }
    return new LinearSum(Map.of(term, 1L), 0);
  }

  public LinearSum minus(LinearSum other) {
    return plus(other, -1);
  }

  private LinearSum plus(LinearSum other, long times) {
    Map<Term, Long> sum = new LinkedHashMap<>(factors);
    other.factors.forEach((term, factor) -> sum.merge(term, factor * times, Long::sum));
    sum.values().removeIf(f -> f == 0);
    return new LinearSum(sum, constant + other.constant * times);
  }

  public Term term() {
    Term sum = Terms.integer(0);
    for (Map.Entry<Term, Long> e : factors.entrySet()) {
      if (e.getValue() > 0) sum = Arithmetic.add(sum, Arithmetic.multiply(e.getKey(), e.getValue()));
    }
    for (Map.Entry<Term, Long> e : factors.entrySet()) {
      if (e.getValue() < 0) sum = Arithmetic.subtract(sum, Arithmetic.multiply(e.getKey(), -e.getValue()));
    }
    return Arithmetic.add(sum, Terms.integer(constant));
  }
}
