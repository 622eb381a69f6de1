package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.ReduceOperator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What holds of atoms by what they are, as polynomials that are not negative: an index lies in its range, a size is not negative, a quotient is rounded down.
final class Ranges {
  private static final int MOST_SCALED = 60;

  private final Terms terms;

  Ranges(Terms terms) {
    this.terms = terms;
  }

  /// The facts, what holds of every atom in them, and this times the other factors where products occur.
  Set<Polynomial> around(List<Polynomial> facts) {
    Set<Polynomial> all = new LinkedHashSet<>(facts);
    Set<Integer> done = new HashSet<>();
    List<Polynomial> waiting = new ArrayList<>(facts);
    while (!waiting.isEmpty()) {
      for (List<Integer> monomial : waiting.removeLast().monomials()) {
        for (int atom : monomial) {
          if (!done.add(atom)) continue;
          List<Polynomial> range = of(atom);
          all.addAll(range);
          waiting.addAll(range);
        }
      }
    }
    all.addAll(products(all));
    all.addAll(scaled(all, done));
    all.addAll(remainders(all, done));
    return all;
  }

  private List<Polynomial> of(int atom) {
    Polynomial self = Polynomial.atom(atom);
    return switch (terms.meaning(atom)) {
      case Expr.SizeValue _ -> List.of(self);
      case Expr.IndexValue(Index index) -> List.of(self, terms.polynomial(index.range()).minus(self).plus(-1));
      case Expr.Apply a when a.function() == Function.DIVIDE ->
          quotient(self, terms.polynomial(a.arguments().get(0)), terms.polynomial(a.arguments().get(1)));
      case Expr.Read r when r.tensor().element() == ElementType.U8 -> List.of(self, self.times(-1).plus(255));
      case Expr.Read r when r.tensor().element() == ElementType.I8 -> List.of(self.plus(128), self.times(-1).plus(127));
      case Expr.Reduce r when r.operator() == ReduceOperator.COUNT -> List.of(self);
      case Expr.Reduce r when r.operator() == ReduceOperator.ARGMAX || r.operator() == ReduceOperator.ARGMIN ->
          List.of(self.plus(1), terms.polynomial(r.over().getFirst().range()).minus(self).plus(-1));
      case Expr.Literal _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Apply _, Expr.Cast _, Expr.If _, Expr.Coalesce _ -> List.of();
      case Expr.Reduce _, Expr.RowOperation _, Expr.Selection _ -> List.of();
    };
  }

  /// `d · q ≤ n < d · q + d` for a positive divisor; of one that is only not negative, the first half.
  private List<Polynomial> quotient(Polynomial q, Polynomial n, Polynomial d) {
    Polynomial remainder = n.minus(d.times(q));
    if (d.isConstant()) return d.constantPart() <= 0 ? List.of() : List.of(remainder, d.minus(remainder).plus(-1));
    return isNatural(d) ? List.of(remainder) : List.of();
  }

  /// Whether a polynomial is not negative whatever its atoms are: a sum of products of sizes and indices.
  private boolean isNatural(Polynomial p) {
    return p.constantPart() >= 0 && p.monomials().stream().allMatch(m -> isNatural(m) && p.coefficient(m) > 0);
  }

  /// The facts about quotients by sizes, times the divisor: `i / P < N / P` as `P · (i / P) < P · (N / P)`, which is about `i` and `N`.
  private List<Polynomial> scaled(Set<Polynomial> facts, Set<Integer> atoms) {
    List<Polynomial> found = new ArrayList<>();
    for (int atom : atoms) {
      if (!(terms.meaning(atom) instanceof Expr.Apply a) || a.function() != Function.DIVIDE) continue;
      Polynomial divisor = terms.polynomial(a.arguments().get(1));
      if (divisor.isConstant() || !isNatural(divisor)) continue;
      for (Polynomial f : facts) {
        if (f.coefficient(List.of(atom)) != 0 && found.size() < MOST_SCALED) found.add(f.times(divisor));
      }
    }
    return found;
  }

  /// `n − d · q < d` for quotients by a size that is positive because the facts allow nothing else: an index ranges over it, or it is required.
  private List<Polynomial> remainders(Set<Polynomial> facts, Set<Integer> atoms) {
    List<Polynomial> found = new ArrayList<>();
    Map<Polynomial, Boolean> positive = new HashMap<>();
    for (int atom : atoms) {
      if (!(terms.meaning(atom) instanceof Expr.Apply a) || a.function() != Function.DIVIDE) continue;
      Polynomial divisor = terms.polynomial(a.arguments().get(1));
      if (divisor.isConstant() || !positive.computeIfAbsent(divisor, d -> isPositive(d, facts))) continue;
      Polynomial remainder = terms.polynomial(a.arguments().get(0)).minus(divisor.times(Polynomial.atom(atom)));
      found.add(divisor.minus(remainder).plus(-1));
    }
    return found;
  }

  /// Were it 0, so would be every product with it.
  private boolean isPositive(Polynomial p, Set<Polynomial> facts) {
    if (!isNatural(p)) return false;
    Set<Polynomial> opposite = new LinkedHashSet<>(facts);
    opposite.add(p.times(-1));
    if (p.constantPart() == 0 && p.monomials().size() == 1) {
      List<Integer> monomial = p.monomials().iterator().next();
      for (Polynomial f : facts)
        for (List<Integer> product : f.monomials())
          rest(product, monomial).ifPresent(_ -> opposite.add(Polynomial.product(product).times(-1)));
    }
    return Inequalities.contradict(opposite);
  }

  /// A product of natural factors without some of them, if it has these and the others are natural, too.
  private Optional<List<Integer>> rest(List<Integer> product, List<Integer> factors) {
    List<Integer> rest = new ArrayList<>(product);
    for (Integer factor : factors) if (!rest.remove(factor)) return Optional.empty();
    return isNatural(rest) ? Optional.of(rest) : Optional.empty();
  }

  private boolean isNatural(List<Integer> factors) {
    return factors.stream().allMatch(f -> terms.meaning(f) instanceof Expr.SizeValue || terms.meaning(f) instanceof Expr.IndexValue);
  }

  /// For each product `y · rest` with a `rest` of sizes and indices: what holds of `y`, times `rest`.
  private Set<Polynomial> products(Set<Polynomial> facts) {
    Set<List<Integer>> products = new LinkedHashSet<>();
    for (Polynomial f : facts) for (List<Integer> m : f.monomials()) if (m.size() > 1) products.add(m);
    Set<Polynomial> all = new LinkedHashSet<>();
    for (List<Integer> product : products) {
      for (int n = 0; n < product.size(); n++) {
        List<Integer> rest = new ArrayList<>(product);
        int atom = rest.remove(n);
        if (isNatural(rest)) for (Polynomial range : of(atom)) all.add(range.times(Polynomial.product(rest)));
      }
    }
    return all;
  }
}
