package dev.tulle.kernel.verify;

import dev.tulle.kernel.verify.AccessRecord.Kind;
import dev.tulle.kernel.verify.Term.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// That no two groups, and no two items in one phase, touch one element where one of them writes: two accesses are taken at equal
/// positions, one of them with all its indices renamed, and the indices of the groups (or items) must turn out equal.
final class CheckRaces {
  /// Where accesses at neighbouring positions cannot be treated as one, the most pairs that are looked at.
  private static final int MOST_PAIRS = 2000;

  private final Terms terms;
  private final Prover prover;
  private final List<Term> grid;
  private final Map<Term, Rank> ranks;
  private final Violations violations;

  /// That a term is the prefix sum of an array of flags at an item's own place.
  record Rank(State.Flags flags) {}

  CheckRaces(Terms terms, Prover prover, List<Term> grid, Map<Term, Rank> ranks, Violations violations) {
    this.terms = terms;
    this.prover = prover;
    this.grid = grid;
    this.ranks = ranks;
    this.violations = violations;
  }

  void run(List<AccessRecord> accesses) {
    Map<String, List<AccessRecord>> byArray = new LinkedHashMap<>();
    for (AccessRecord a : accesses) byArray.computeIfAbsent(a.array().name(), _ -> new ArrayList<>()).add(a);
    for (List<AccessRecord> same : byArray.values()) {
      if (same.stream().allMatch(a -> a.kind() == Kind.READ)) continue;
      if (!grid.isEmpty() && same.getFirst().array().isGlobal()) check(same, Level.GROUP);
      Map<AccessRecord.Phase, List<AccessRecord>> byPhase = new LinkedHashMap<>();
      for (AccessRecord a : same) a.phase().ifPresent(p -> byPhase.computeIfAbsent(p, _ -> new ArrayList<>()).add(a));
      byPhase.values().forEach(inPhase -> check(inPhase, Level.ITEM));
    }
  }

  private void check(List<AccessRecord> accesses, Level level) {
    List<AccessRecord> hulls = hulls(accesses);
    Set<String> failed = new HashSet<>();
    for (int i = 0; i < hulls.size(); i++) {
      for (int j = i; j < hulls.size(); j++) if (!isSafe(hulls.get(i), hulls.get(j), level)) failed.add(i + " " + j);
    }
    if (failed.isEmpty()) return;
    int pairs = 0;
    for (int i = 0; i < accesses.size(); i++) {
      for (int j = i; j < accesses.size(); j++) {
        if (++pairs <= MOST_PAIRS && isSafe(accesses.get(i), accesses.get(j), level)) continue;
        report(accesses.get(i), accesses.get(j), level);
        return;
      }
    }
  }

  private void report(AccessRecord a, AccessRecord b, Level level) {
    String who = level == Level.GROUP ? "groups" : "items of one phase";
    String what = a.text().get().equals(b.text().get()) ? a.text().get() : a.text().get() + " and " + b.text().get();
    violations.add(what + ": no proof that different " + who + " touch different elements of " + a.array().name());
  }

  /// Accesses that differ in constants only, as one whose positions range over those constants.
  private List<AccessRecord> hulls(List<AccessRecord> accesses) {
    Map<List<Object>, List<AccessRecord>> alike = new LinkedHashMap<>();
    for (AccessRecord a : accesses) {
      List<Object> key = new ArrayList<>(List.of(a.kind(), System.identityHashCode(a.path()), a.phase()));
      a.at().forEach(p -> key.add(p.factors()));
      alike.computeIfAbsent(key, _ -> new ArrayList<>()).add(a);
    }
    return alike.values().stream().map(this::hull).toList();
  }

  private AccessRecord hull(List<AccessRecord> alike) {
    AccessRecord first = alike.getFirst();
    List<LinearForm> at = new ArrayList<>();
    for (int axis = 0; axis < first.at().size(); axis++) {
      int n = axis;
      long low = alike.stream().mapToLong(a -> a.at().get(n).constant()).min().orElseThrow();
      long high = alike.stream().mapToLong(a -> a.at().get(n).constant()).max().orElseThrow();
      LinearForm base = new LinearForm(first.at().get(axis).factors(), low);
      at.add(low == high ? base : base.plus(LinearForm.of(terms.offset(Math.subtractExact(high, low)))));
    }
    return new AccessRecord(first.array(), first.kind(), at, first.path(), first.phase(), first.text());
  }

  private boolean isSafe(AccessRecord a, AccessRecord b, Level level) {
    if (!a.conflicts(b)) return true;
    Terms.Renaming other = terms.new Renaming(level);
    List<Fact> known = new ArrayList<>(a.path().facts());
    known.addAll(other.apply(b.path().facts()));
    for (int axis = 0; axis < a.at().size(); axis++) known.add(Fact.equal(a.at().get(axis), other.apply(b.at().get(axis))));
    List<Term> indices = new ArrayList<>(level == Level.GROUP ? grid : a.phase().stream().map(AccessRecord.Phase::item).toList());
    List<Term> parts = new ArrayList<>(digits(a));
    parts.removeAll(indices);
    while (!indices.isEmpty()) {
      Optional<Term> equal = indices.stream().filter(t -> mustBeEqual(t, other, known, a, b)).findFirst();
      if (equal.isEmpty() && learn(parts, other, known, a, b)) continue;
      if (equal.isEmpty()) return false;
      known.add(Fact.equal(LinearForm.of(equal.get()), LinearForm.of(other.apply(equal.get()))));
      indices.remove(equal.get());
    }
    return true;
  }

  /// An index that is taken apart into digits (an item into its row and column, a row into the item's and the sum's) is equal when its digits are, which are found
  /// one after another. Moves digits from `parts` to what is known; false if there is none.
  private boolean learn(List<Term> parts, Terms.Renaming other, List<Fact> known, AccessRecord a, AccessRecord b) {
    int before = parts.size();
    for (Term part : List.copyOf(parts)) {
      if (other.apply(part) == part || !mustBeEqual(part, other, known, a, b)) continue;
      known.add(Fact.equal(LinearForm.of(part), LinearForm.of(other.apply(part))));
      parts.remove(part);
    }
    return parts.size() < before;
  }

  /// What the positions are made of, the digits of the highest value first.
  private static List<Term> digits(AccessRecord a) {
    Comparator<Term> value = Comparator.comparingLong(t -> a.at().stream().mapToLong(p -> Math.abs(p.factor(t))).max().orElseThrow());
    return a.at().stream().flatMap(p -> p.factors().keySet().stream()).distinct().sorted(value.reversed()).toList();
  }

  private boolean mustBeEqual(Term index, Terms.Renaming other, List<Fact> known, AccessRecord a, AccessRecord b) {
    LinearForm mine = LinearForm.of(index);
    LinearForm its = LinearForm.of(other.apply(index));
    List<Fact> ifLess = new ArrayList<>();
    List<Fact> ifGreater = new ArrayList<>();
    addRanks(index, other, a, b, ifLess, ifGreater);
    return provesWith(known, ifLess, Fact.atMost(its, mine)) && provesWith(known, ifGreater, Fact.atMost(mine, its));
  }

  private boolean provesWith(List<Fact> known, List<Fact> more, Fact goal) {
    List<Fact> all = new ArrayList<>(known);
    all.addAll(more);
    return prover.proves(all, goal, more);
  }

  /// Prefix sums of flags ascend: of two items of one phase, the later one's is at least the earlier one's plus that one's flag.
  private void addRanks(Term index, Terms.Renaming other, AccessRecord a, AccessRecord b, List<Fact> ifLess, List<Fact> ifGreater) {
    for (Term mine : ranksIn(a)) {
      for (Term its : ranksIn(b)) {
        State.Flags flags = ranks.get(mine).flags();
        if (ranks.get(its).flags() != flags || flags.item() != index) continue;
        LinearForm r = LinearForm.of(mine);
        LinearForm s = LinearForm.of(other.apply(its));
        ifLess.add(Fact.atMost(r.plus(LinearForm.of(flags.flag())), s));
        ifGreater.add(Fact.atMost(s.plus(LinearForm.of(other.apply(flags.flag()))), r));
      }
    }
  }

  private List<Term> ranksIn(AccessRecord access) {
    return access.at().stream().flatMap(p -> p.factors().keySet().stream()).filter(ranks::containsKey).toList();
  }
}
