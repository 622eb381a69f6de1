package dev.tulle.kernel.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Proves linear facts from linear facts: first from those close to the goal, then from all that are connected with it, then by cases of
/// minima, maxima, selects and disjunctions. Products of terms get the bounds of their factors multiplied out. Bounded in work, so "not
/// proved" is no refutation.
final class Prover {
  private static final int MOST_CASES = 5;
  private static final int MOST_ELIMINATIONS = 60;

  private final Terms terms;

  Prover(Terms terms) {
    this.terms = terms;
  }

  boolean proves(Collection<Fact> known, Fact goal) {
    return proves(known, goal, List.of());
  }

  /// @param hints facts among `known` that matter although they share no term with the goal: what is known may contradict itself there
  boolean proves(Collection<Fact> known, Fact goal, Collection<Fact> hints) {
    LinearForm form = goal.form();
    if (goal.equality()) return proves(known, Fact.atLeastZero(form), hints) && proves(known, Fact.atLeastZero(form.times(-1)), hints);
    if (form.isConstant() && form.constant() >= 0) return true;
    Set<Term> near = new TreeSet<>(form.factors().keySet());
    hints.forEach(h -> near.addAll(h.form().factors().keySet()));
    return new Attempt(form).proves(known, near, Set.of(), MOST_CASES);
  }

  /// The facts that are connected with a goal: what a message shows as known.
  List<Fact> relevant(Collection<Fact> known, Fact goal) {
    Cone cone = new Cone(known, goal.form().factors().keySet());
    cone.grow();
    cone.grow();
    return List.copyOf(cone.facts);
  }

  private final class Attempt {
    private final Fact opposite;
    private int eliminations;

    Attempt(LinearForm goal) {
      this.opposite = Fact.atLeastZero(goal.times(-1).plus(-1));
    }

    boolean proves(Collection<Fact> known, Set<Term> near, Set<Term> distinguished, int casesLeft) {
      Cone cone = new Cone(known, near);
      cone.grow();
      cone.grow();
      if (contradicts(cone)) return true;
      int before = cone.facts.size();
      cone.addDefinitions();
      while (cone.grow()) {}
      if (cone.facts.size() > before && contradicts(cone)) return true;
      if (casesLeft == 0) return false;
      // What the goal speaks of first: a clamp decides whatever it clamps.
      Optional<Term> split = Stream.concat(near.stream(), cone.terms.stream())
          .filter(t -> !t.cases().isEmpty() && !distinguished.contains(t))
          .findFirst();
      if (split.isEmpty()) return false;
      Set<Term> more = new HashSet<>(distinguished);
      more.add(split.get());
      for (List<Fact> one : split.get().cases()) {
        List<Fact> all = new ArrayList<>(known);
        all.addAll(one);
        Set<Term> nearCase = new TreeSet<>(near);
        one.forEach(f -> nearCase.addAll(f.form().factors().keySet()));
        if (!proves(all, nearCase, more, casesLeft - 1)) return false;
      }
      return true;
    }

    private boolean contradicts(Cone cone) {
      if (++eliminations > MOST_ELIMINATIONS) return false;
      List<Fact> all = new ArrayList<>(cone.facts);
      all.add(opposite);
      all.addAll(products(cone.terms, all));
      return Elimination.contradict(all);
    }
  }

  /// The known facts that share terms with some terms, directly or through others.
  private final class Cone {
    private final List<Fact> rest;
    private final Set<Fact> facts = new LinkedHashSet<>();
    private final Set<Term> terms = new TreeSet<>();

    Cone(Collection<Fact> known, Collection<Term> near) {
      rest = new ArrayList<>(known);
      near.forEach(this::add);
    }

    private void add(Term term) {
      if (!terms.add(term)) return;
      facts.addAll(term.facts());
      if (term.isProduct()) term.factors.forEach(this::add);
    }

    /// Makes the facts of all terms that the known facts mention known as well: `t < (n + 15) / 16` then says something about `n`.
    void addDefinitions() {
      Set<Term> mentioned = new TreeSet<>();
      List<Fact> open = new ArrayList<>(rest);
      while (!open.isEmpty()) {
        for (Term t : open.removeLast().form().factors().keySet()) {
          if (!mentioned.add(t)) continue;
          open.addAll(t.facts());
          rest.addAll(t.facts());
        }
      }
    }

    /// Adds the facts that touch a term, and their terms; false if there are none.
    boolean grow() {
      Set<Term> before = new TreeSet<>(terms);
      int size = facts.size();
      List<Fact> near = rest.stream().filter(f -> touches(f, before)).toList();
      rest.removeAll(near);
      facts.addAll(near);
      for (Fact f : List.copyOf(facts)) f.form().factors().keySet().forEach(this::add);
      return facts.size() > size || terms.size() > before.size();
    }

    /// Also when the fact decides a truth value whose cases touch the terms.
    private static boolean touches(Fact f, Set<Term> terms) {
      Set<Term> own = f.form().factors().keySet();
      if (own.isEmpty() || own.stream().anyMatch(terms::contains)) return true;
      if (own.size() > 1) return false;
      return own.iterator()
          .next()
          .cases()
          .stream()
          .flatMap(List::stream)
          .anyMatch(c -> c.form().factors().keySet().stream().anyMatch(terms::contains));
    }
  }

  /// For each product with a term `x` in it whose other factors are at least 0: each fact about `x`, times those factors.
  private List<Fact> products(Collection<Term> products, List<Fact> facts) {
    List<Fact> result = new ArrayList<>();
    for (Term product : products) {
      if (!product.isProduct()) continue;
      for (Term x : new TreeSet<>(product.factors)) {
        List<Term> others = new ArrayList<>(product.factors);
        others.remove(x);
        if (others.stream().allMatch(Term::isNatural)) multiply(x, others, facts, result);
      }
    }
    return result;
  }

  private void multiply(Term x, List<Term> others, List<Fact> facts, List<Fact> result) {
    LinearForm factor = others.stream().map(LinearForm::of).reduce(LinearForm.of(1), terms::product);
    for (Fact f : facts) {
      boolean linear = f.form().factors().keySet().stream().noneMatch(Term::isProduct);
      if (linear && f.form().factor(x) != 0) result.add(new Fact(terms.product(f.form(), factor), f.equality()));
    }
  }
}
