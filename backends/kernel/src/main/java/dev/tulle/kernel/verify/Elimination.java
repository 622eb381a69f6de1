package dev.tulle.kernel.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Fourier-Motzkin elimination with integer rounding: whether some constraints contradict each other. "No" may mean that the budget was
/// spent.
final class Elimination {
  /// More inequalities than this and it gives up.
  private static final int MOST = 600;

  private final List<LinearForm> equalities = new ArrayList<>();

  /// Inequalities by their factors; only the tightest constant is kept.
  private Map<Map<Term, Long>, Long> inequalities = new HashMap<>();

  private boolean contradiction;

  private Elimination() {}

  static boolean contradict(List<Fact> facts) {
    Elimination e = new Elimination();
    try {
      for (Fact f : facts) {
        if (f.equality()) e.equalities.add(f.form());
        else e.add(f.form());
      }
      e.substitute();
      e.tighten();
      e.eliminate();
      return e.contradiction;
    } catch (ArithmeticException tooLarge) {
      return false;
    }
  }

  private static long divisor(LinearForm form) {
    long gcd = 0;
    for (long f : form.factors().values()) {
      long a = Math.abs(f);
      while (a != 0) {
        long rest = gcd % a;
        gcd = a;
        a = rest;
      }
      if (gcd == 1) return 1;
    }
    return gcd;
  }

  /// Adds `form ≥ 0`, divided by what divides its factors and its constant rounded down.
  private void add(LinearForm form) {
    if (form.isConstant()) {
      contradiction |= form.constant() < 0;
      return;
    }
    long divisor = divisor(form);
    Map<Term, Long> factors = form.factors();
    if (divisor > 1) {
      Map<Term, Long> smaller = new TreeMap<>();
      factors.forEach((t, f) -> smaller.put(t, f / divisor));
      factors = smaller;
    }
    inequalities.merge(factors, Math.floorDiv(form.constant(), divisor), Math::min);
  }

  private void substitute() {
    while (!contradiction && !equalities.isEmpty()) {
      LinearForm e = equalities.removeLast();
      if (e.isConstant() || e.constant() % divisor(e) != 0) {
        contradiction |= e.isConstant() ? e.constant() != 0 : true;
        continue;
      }
      Term term = e.factors().keySet().stream().min(Comparator.comparingLong(t -> Math.abs(e.factor(t)))).orElseThrow();
      equalities.replaceAll(other -> without(term, other, e));
      Map<Map<Term, Long>, Long> old = inequalities;
      inequalities = new HashMap<>();
      old.forEach((factors, constant) -> add(without(term, form(factors, constant), e)));
    }
  }

  private static LinearForm form(Map<Term, Long> factors, long constant) {
    return new LinearForm(new TreeMap<>(factors), constant);
  }

  /// A positive multiple of `form`, plus a multiple of the equality so that `term` is gone.
  private static LinearForm without(Term term, LinearForm form, LinearForm equality) {
    long factor = form.factor(term);
    if (factor == 0) return form;
    long own = equality.factor(term);
    LinearForm result = form.times(Math.abs(own)).plus(equality, Math.multiplyExact(-Long.signum(own), factor));
    long divisor = divisor(result);
    if (divisor <= 1 || result.constant() % divisor != 0) return result;
    TreeMap<Term, Long> smaller = new TreeMap<>();
    result.factors().forEach((t, f) -> smaller.put(t, f / divisor));
    return new LinearForm(smaller, result.constant() / divisor);
  }

  /// Bounds of one term that rounding makes tighter: `0 <= x` and `x <= 3 q + 2` say that `q` is at least 0, which is lost where `q` is eliminated before `x`.
  private void tighten() {
    for (Map.Entry<Map<Term, Long>, Long> e : List.copyOf(inequalities.entrySet())) {
      e.getKey().forEach((term, factor) -> {
        if (Math.abs(factor) == 1 || e.getKey().size() == 1) return;
        Map<Term, Long> opposite = new TreeMap<>();
        e.getKey().forEach((t, f) -> opposite.put(t, Math.negateExact(f)));
        opposite.remove(term);
        Long constant = inequalities.get(opposite);
        if (constant != null) add(form(Map.of(term, factor), Math.addExact(e.getValue(), constant)));
      });
    }
  }

  private void eliminate() {
    while (!contradiction && inequalities.size() <= MOST) {
      Optional<Term> next = cheapest();
      if (next.isEmpty()) return;
      eliminate(next.get());
    }
  }

  private Optional<Term> cheapest() {
    Map<Term, int[]> signs = new HashMap<>();
    for (Map<Term, Long> factors : inequalities.keySet()) {
      factors.forEach((t, f) -> signs.computeIfAbsent(t, _ -> new int[2])[f > 0 ? 0 : 1]++);
    }
    Set<Term> terms = new TreeSet<>(signs.keySet());
    return terms.stream().min(Comparator.comparingInt(t -> signs.get(t)[0] * signs.get(t)[1] - signs.get(t)[0] - signs.get(t)[1]));
  }

  private void eliminate(Term term) {
    List<LinearForm> lower = new ArrayList<>();
    List<LinearForm> upper = new ArrayList<>();
    Map<Map<Term, Long>, Long> old = inequalities;
    inequalities = new HashMap<>();
    old.forEach(
        (factors, constant) -> {
          long f = factors.getOrDefault(term, 0L);
          if (f == 0) inequalities.merge(factors, constant, Math::min);
          else(f > 0 ? lower : upper).add(form(factors, constant));
        });
    for (LinearForm a : lower) {
      for (LinearForm b : upper) {
        add(a.times(-b.factor(term)).plus(b, a.factor(term)));
        if (contradiction) return;
      }
    }
  }
}
