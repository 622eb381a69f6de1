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
  private static final int MOST_PAIRED = 80;
  private static final int MOST_SOLVED = 40;

  private Inequalities() {}

  static boolean contradict(Collection<Polynomial> facts) {
    if (facts.size() > MOST) return false;
    try {
      Set<Polynomial> start = new LinkedHashSet<>(facts.stream().map(Polynomial::tightened).toList());
      if (eliminate(start)) return true;
      List<Polynomial> rounded = rounded(start);
      return !rounded.isEmpty() && start.addAll(rounded) && eliminate(start);
    } catch (ArithmeticException _) {
      return false;
    }
  }

  /// What follows from two facts by rounding: `4 · (i / 4) ≤ i` and `i < 4 · n` say `i / 4 < n`, but not once `i` has been eliminated from a third.
  private static List<Polynomial> rounded(Set<Polynomial> facts) {
    List<Polynomial> list = List.copyOf(facts);
    List<Polynomial> found = new ArrayList<>();
    if (list.size() > MOST_PAIRED) return found;
    for (Polynomial lower : list) {
      for (Polynomial upper : list) {
        for (List<Integer> unknown : lower.monomials()) {
          if (lower.coefficient(unknown) != 1 || upper.coefficient(unknown) != -1) continue;
          Polynomial sum = lower.plus(upper);
          Polynomial tight = sum.tightened();
          boolean gains = tight != sum && Math.floorMod(sum.constantPart(), sum.divisor()) != 0;
          if (gains && !facts.contains(tight)) found.add(tight);
        }
      }
    }
    return found;
  }

  /// With each unknown that an equality gives replaced by what it is: `d = 2 · p` and `2 · q − d > 0` say `q − p > 0`.
  private static Set<Polynomial> solved(Set<Polynomial> start) {
    Set<Polynomial> facts = start;
    for (int n = 0; n < MOST_SOLVED; n++) {
      Polynomial equality = null;
      List<Integer> unknown = null;
      for (Polynomial f : facts) {
        unknown = f.unitMonomial();
        if (unknown != null && facts.contains(f.times(-1))) {
          equality = f;
          break;
        }
      }
      if (equality == null) return facts;
      Set<Polynomial> next = new LinkedHashSet<>();
      for (Polynomial f : facts) {
        Polynomial g = f.plus(equality, -f.coefficient(unknown) * equality.coefficient(unknown)).tightened();
        if (!g.isConstant() || g.constantPart() < 0) next.add(g);
      }
      facts = next;
    }
    return facts;
  }

  private static boolean eliminate(Set<Polynomial> start) {
    Set<Polynomial> facts = solved(start);
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
