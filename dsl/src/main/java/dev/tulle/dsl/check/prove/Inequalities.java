package dev.tulle.dsl.check.prove;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether integer inequalities `p ≥ 0` contradict each other, by Fourier-Motzkin elimination with a budget; monomials are the unknowns. Over the rationals, with the
/// constants rounded for integers: sound, not complete.
final class Inequalities {
  private static final int MOST = 600;

  private Inequalities() {}

  static boolean contradict(Collection<Polynomial> facts) {
    if (facts.size() > MOST) return false;
    try {
      return eliminate(new LinkedHashSet<>(facts.stream().map(Polynomial::tightened).toList()));
    } catch (ArithmeticException _) {
      return false;
    }
  }

  private static boolean eliminate(Set<Polynomial> start) {
    Set<Polynomial> facts = start;
    while (true) {
      for (Polynomial f : facts) if (f.isConstant() && f.constantPart() < 0) return true;
      List<Integer> unknown = cheapest(facts);
      if (unknown == null) return false;
      Set<Polynomial> next = new LinkedHashSet<>();
      List<Polynomial> lower = new ArrayList<>();
      List<Polynomial> upper = new ArrayList<>();
      for (Polynomial f : facts) {
        long c = f.coefficient(unknown);
        if (c == 0) next.add(f);
        else(c > 0 ? lower : upper).add(f);
      }
      for (Polynomial l : lower) {
        for (Polynomial u : upper) {
          Polynomial sum = l.times(-u.coefficient(unknown)).plus(u, l.coefficient(unknown)).tightened();
          if (!sum.isConstant() || sum.constantPart() < 0) next.add(sum);
          if (next.size() > MOST) return false;
        }
      }
      facts = next;
    }
  }

  /// The unknown whose elimination makes the fewest new facts.
  private static List<Integer> cheapest(Set<Polynomial> facts) {
    Map<List<Integer>, long[]> sides = new LinkedHashMap<>();
    for (Polynomial f : facts) {
      for (List<Integer> m : f.monomials()) sides.computeIfAbsent(m, _ -> new long[2])[f.coefficient(m) > 0 ? 0 : 1]++;
    }
    List<Integer> best = null;
    long least = Long.MAX_VALUE;
    for (Map.Entry<List<Integer>, long[]> e : sides.entrySet()) {
      long lower = e.getValue()[0];
      long upper = e.getValue()[1];
      if (lower * upper - lower - upper < least) {
        least = lower * upper - lower - upper;
        best = e.getKey();
      }
    }
    return best;
  }
}
