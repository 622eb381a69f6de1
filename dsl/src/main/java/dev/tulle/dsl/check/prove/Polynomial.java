package dev.tulle.dsl.check.prove;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// An integer polynomial: a sum of coefficients times monomials, a monomial being a sorted list of atoms (the empty one is the constant). An atom is the name of a size,
/// of an index, or of anything else that is treated as a whole. Arithmetic that leaves 64 bits throws [ArithmeticException].
final class Polynomial {
  private static final List<String> ONE = List.of();

  private final TreeMap<List<String>, Long> terms;

  private Polynomial(TreeMap<List<String>, Long> terms) {
    this.terms = terms;
  }

  private static TreeMap<List<String>, Long> map() {
    return new TreeMap<>((a, b) -> String.join("*", a).compareTo(String.join("*", b)));
  }

  static Polynomial constant(long value) {
    TreeMap<List<String>, Long> t = map();
    if (value != 0) t.put(ONE, value);
    return new Polynomial(t);
  }

  static Polynomial atom(String name) {
    TreeMap<List<String>, Long> t = map();
    t.put(List.of(name), 1L);
    return new Polynomial(t);
  }

  Polynomial plus(Polynomial other) {
    return plus(other, 1);
  }

  Polynomial minus(Polynomial other) {
    return plus(other, -1);
  }

  Polynomial plus(Polynomial other, long factor) {
    TreeMap<List<String>, Long> t = map();
    t.putAll(terms);
    other.terms.forEach((m, c) -> add(t, m, Math.multiplyExact(c, factor)));
    return new Polynomial(t);
  }

  Polynomial plus(long value) {
    return plus(constant(value));
  }

  Polynomial times(long factor) {
    return constant(0).plus(this, factor);
  }

  Polynomial times(Polynomial other) {
    TreeMap<List<String>, Long> t = map();
    terms.forEach(
        (m, c) ->
            other.terms.forEach(
                (n, d) -> {
                  List<String> product = new ArrayList<>(m);
                  product.addAll(n);
                  product.sort(null);
                  add(t, List.copyOf(product), Math.multiplyExact(c, d));
                }));
    return new Polynomial(t);
  }

  private static void add(TreeMap<List<String>, Long> t, List<String> monomial, long coefficient) {
    long sum = Math.addExact(t.getOrDefault(monomial, 0L), coefficient);
    if (sum == 0) t.remove(monomial);
    else t.put(monomial, sum);
  }

  boolean isConstant() {
    return terms.isEmpty() || terms.size() == 1 && terms.containsKey(ONE);
  }

  long constantPart() {
    return terms.getOrDefault(ONE, 0L);
  }

  long coefficient(List<String> monomial) {
    return terms.getOrDefault(monomial, 0L);
  }

  /// The monomials but the constant one.
  Collection<List<String>> monomials() {
    return terms.keySet().stream().filter(m -> !m.isEmpty()).toList();
  }

  /// Divided by the greatest common divisor of the coefficients, the constant rounded down: for `p ≥ 0` over the integers this loses nothing.
  Polynomial tightened() {
    long divisor = 0;
    for (Map.Entry<List<String>, Long> e : terms.entrySet()) if (!e.getKey().isEmpty()) divisor = gcd(divisor, Math.abs(e.getValue()));
    if (divisor <= 1) return this;
    TreeMap<List<String>, Long> t = map();
    for (Map.Entry<List<String>, Long> e : terms.entrySet()) add(t, e.getKey(), Math.floorDiv(e.getValue(), divisor));
    return new Polynomial(t);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Polynomial p && terms.equals(p.terms);
  }

  @Override
  public int hashCode() {
    return Objects.hash(terms);
  }

  /// Canonical: equal polynomials give equal text.
  @Override
  public String toString() {
    if (terms.isEmpty()) return "0";
    StringBuilder out = new StringBuilder();
    terms.forEach((m, c) -> out.append(out.isEmpty() ? "" : " + ").append(m.isEmpty() ? c : c + "*" + String.join("*", m)));
    return out.toString();
  }
}
