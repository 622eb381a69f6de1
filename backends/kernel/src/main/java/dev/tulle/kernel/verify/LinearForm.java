package dev.tulle.kernel.verify;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;

/// A sum of terms with integer factors, and a constant. Operations throw [ArithmeticException] when a factor leaves 64 bits.
record LinearForm(SortedMap<Term, Long> factors, long constant) {
  static final LinearForm ZERO = of(0);

  LinearForm {
    factors = Collections.unmodifiableSortedMap(factors);
  }

  static LinearForm of(long constant) {
    return new LinearForm(new TreeMap<>(), constant);
  }

  static LinearForm of(Term term) {
    return new LinearForm(new TreeMap<>(Map.of(term, 1L)), 0);
  }

  boolean isConstant() {
    return factors.isEmpty();
  }

  boolean isConstant(long value) {
    return factors.isEmpty() && constant == value;
  }

  long factor(Term term) {
    return factors.getOrDefault(term, 0L);
  }

  LinearForm plus(long value) {
    return new LinearForm(factors, Math.addExact(constant, value));
  }

  LinearForm plus(LinearForm other) {
    return plus(other, 1);
  }

  LinearForm minus(LinearForm other) {
    return plus(other, -1);
  }

  LinearForm times(long factor) {
    return ZERO.plus(this, factor);
  }

  /// `this + other · factor`.
  LinearForm plus(LinearForm other, long factor) {
    if (factor == 0) return this;
    TreeMap<Term, Long> sum = new TreeMap<>(factors);
    other.factors.forEach(
        (term, f) -> {
          long total = Math.addExact(sum.getOrDefault(term, 0L), Math.multiplyExact(f, factor));
          if (total == 0) sum.remove(term);
          else sum.put(term, total);
        });
    return new LinearForm(sum, Math.addExact(constant, Math.multiplyExact(other.constant, factor)));
  }

  LinearForm map(Function<Term, Term> renaming) {
    LinearForm result = of(constant);
    for (Map.Entry<Term, Long> e : factors.entrySet()) result = result.plus(of(renaming.apply(e.getKey())), e.getValue());
    return result;
  }

  Term.Level level() {
    return factors.keySet().stream().map(t -> t.level).reduce(Term.Level.LAUNCH, Term.Level::or);
  }

  /// Unique among forms over the same terms.
  String key() {
    StringBuilder key = new StringBuilder();
    factors.forEach((t, f) -> key.append(f).append('#').append(t.number).append('+'));
    return key.append(constant).toString();
  }

  /// This form related to 0, with everything negative on the left: `t + 1 <= n`.
  String relation(String symbol) {
    String left = side(-1);
    String right = side(1);
    return (left.isEmpty() ? "0" : left) + " " + symbol + " " + (right.isEmpty() ? "0" : right);
  }

  private String side(int sign) {
    StringJoiner sum = new StringJoiner(" + ");
    factors.forEach(
        (term, f) -> {
          if (Long.signum(f) == sign) sum.add((Math.abs(f) == 1 ? "" : Math.abs(f) + " * ") + term);
        });
    if (Long.signum(constant) == sign) sum.add(Long.toString(Math.abs(constant)));
    return sum.toString();
  }

  @Override
  public String toString() {
    String negative = side(-1);
    String positive = side(1);
    if (negative.isEmpty()) return positive.isEmpty() ? "0" : positive;
    return (positive.isEmpty() ? "0" : positive) + " - (" + negative + ")";
  }
}
