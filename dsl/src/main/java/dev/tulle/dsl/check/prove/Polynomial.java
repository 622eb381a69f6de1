package dev.tulle.dsl.check.prove;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An integer polynomial: a sum of coefficients times monomials, a monomial being a sorted list of atoms (the empty one is the constant). An atom is a number that
/// [Terms] gives to a size, to an index, or to anything else that is treated as a whole. Arithmetic that leaves 64 bits, and a product of
/// more than [#MOST_TERMS] terms, throws [ArithmeticException].
final class Polynomial {
  private static final int MOST_TERMS = 100;
  private static final List<Integer> ONE = List.of();

  private final TreeMap<List<Integer>, Long> terms;

  private Polynomial(TreeMap<List<Integer>, Long> terms) {
    this.terms = terms;
  }

  private static TreeMap<List<Integer>, Long> map() {
    return new TreeMap<>(Polynomial::order);
  }

  private static int order(List<Integer> a, List<Integer> b) {
    if (a.size() != b.size()) return Integer.compare(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      int c = Integer.compare(a.get(i), b.get(i));
      if (c != 0) return c;
    }
    return 0;
  }

  static Polynomial constant(long value) {
    TreeMap<List<Integer>, Long> t = map();
    if (value != 0) t.put(ONE, value);
    return new Polynomial(t);
  }

  static Polynomial atom(int atom) {
    return product(List.of(atom));
  }

  /// The product of some atoms, sorted.
  static Polynomial product(List<Integer> atoms) {
    TreeMap<List<Integer>, Long> t = map();
    t.put(atoms, 1L);
    return new Polynomial(t);
  }

  Polynomial plus(Polynomial other) {
    return plus(other, 1);
  }

  Polynomial minus(Polynomial other) {
    return plus(other, -1);
  }

  Polynomial plus(Polynomial other, long factor) {
    TreeMap<List<Integer>, Long> t = map();
    t.putAll(terms);
    other.terms.forEach((m, c) -> add(t, m, Math.multiplyExact(c, factor)));
    return new Polynomial(t);
  }

  Polynomial plus(long value) {
    TreeMap<List<Integer>, Long> t = map();
    t.putAll(terms);
    add(t, ONE, value);
    return new Polynomial(t);
  }

  Polynomial times(long factor) {
    return constant(0).plus(this, factor);
  }

  Polynomial times(Polynomial other) {
    if (terms.size() * (long) other.terms.size() > MOST_TERMS) throw new ArithmeticException("too many terms");
    TreeMap<List<Integer>, Long> t = map();
    terms.forEach(
        (m, c) -> other.terms.forEach(
            (n, d) -> {
              List<Integer> product = new ArrayList<>(m);
              product.addAll(n);
              product.sort(null);
              add(t, List.copyOf(product), Math.multiplyExact(c, d));
            }));
    return new Polynomial(t);
  }

  private static void add(TreeMap<List<Integer>, Long> t, List<Integer> monomial, long coefficient) {
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

  long coefficient(List<Integer> monomial) {
    return terms.getOrDefault(monomial, 0L);
  }

  /// The coefficient of the first monomial, in an order that equal polynomials share; 0 of the polynomial 0.
  long leading() {
    return terms.isEmpty() ? 0 : terms.lastEntry().getValue();
  }

  /// The longest monomial with the coefficient 1 or −1; null: there is none.
  List<Integer> unitMonomial() {
    for (Map.Entry<List<Integer>, Long> e : terms.descendingMap().entrySet())
      if (!e.getKey().isEmpty() && Math.abs(e.getValue()) == 1) return e.getKey();
    return null;
  }

  /// The monomials but the constant one.
  Collection<List<Integer>> monomials() {
    return terms.tailMap(ONE, false).keySet();
  }

  /// Divided by the greatest common divisor of the coefficients, the constant rounded down: for `p ≥ 0` over the integers this loses nothing.
  Polynomial tightened() {
    long divisor = divisor();
    if (divisor <= 1) return this;
    TreeMap<List<Integer>, Long> t = map();
    for (Map.Entry<List<Integer>, Long> e : terms.entrySet()) add(t, e.getKey(), Math.floorDiv(e.getValue(), divisor));
    return new Polynomial(t);
  }

  /// The greatest common divisor of the coefficients but the constant; 0 of a constant.
  long divisor() {
    long divisor = 0;
    for (Map.Entry<List<Integer>, Long> e : terms.entrySet())
      if (!e.getKey().isEmpty()) divisor = gcd(divisor, Math.absExact(e.getValue()));
    return divisor;
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
    return terms.hashCode();
  }

  /// Canonical: equal polynomials give equal text.
  @Override
  public String toString() {
    if (terms.isEmpty()) return "0";
    StringBuilder out = new StringBuilder();
    terms.forEach(
        (m, c) -> {
          out.append(out.isEmpty() ? "" : "+").append(c);
          m.forEach(atom -> out.append('*').append('a').append(atom));
        });
    return out.toString();
  }
}
