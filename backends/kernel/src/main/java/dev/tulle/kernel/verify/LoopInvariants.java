package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Traversal;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.verify.Value.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Bounds of the integers that a loop changes. Candidates come from the value before the loop, from comparisons in it, and from the number
/// of rounds; all are assumed when a round begins, and those that do not hold when it ends are dropped, until the rest proves itself.
final class LoopInvariants {
  static final int MOST_ROUNDS = 4;
  private static final int MOST_COMPARISONS = 8;

  /// @param condition of a `While`
  /// @param offset how far the loop has come when a round begins, and by how much a round advances it
  /// @param distance the most that it can come to, where that is known and not negative
  record Loop(Stmt.Block body, Optional<Expr> condition, LinearForm offset, int step, Optional<LinearForm> distance) {}

  /// `low ≤ variable` or `variable ≤ high`, or within a range that grows with the rounds.
  private record Candidate(String variable, LinearForm bound, boolean upper, boolean growing) {
    Fact at(LinearForm value, LinearForm offset) {
      LinearForm limit = growing ? bound.plus(offset) : bound;
      return upper ? Fact.atMost(value, limit) : Fact.atMost(limit, value);
    }
  }

  private final Loop loop;
  private final Set<String> relevant;
  private final Symbolic symbolic;
  private final Prover prover;
  private final State before;
  private final Map<String, Type> changed = new LinkedHashMap<>();
  private final Set<String> storedArrays = new HashSet<>();
  private final Map<String, Value> atHead = new LinkedHashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private boolean uncertain;

  LoopInvariants(Loop loop, Set<String> relevant, Symbolic symbolic, Prover prover, State before) {
    this.loop = loop;
    this.relevant = relevant;
    this.symbolic = symbolic;
    this.prover = prover;
    this.before = before;
    Traversal.walk(loop.body(), this::look, _ -> {});
    for (String name : changed.keySet()) atHead.put(name, unknown(name));
    collectCandidates();
    uncertain = !candidates.isEmpty();
  }

  private void look(Stmt s) {
    switch (s) {
      case Stmt.Assign a when before.names.containsKey(a.name()) -> changed.put(a.name(), a.value().type());
      case Stmt.Store t -> storedArrays.add(t.buffer());
      case Stmt.Atomic a -> storedArrays.add(a.buffer());
      case Stmt.Scan c -> storedArrays.add(c.array());
      case Stmt.Assign _, Stmt.Block _, Stmt.Let _, Stmt.Var _, Stmt.If _, Stmt.For _ -> {}
      case Stmt.While _, Stmt.Alloc _, Stmt.Items _, Stmt.Collect _, Stmt.Multiply _, Stmt.Fail _ -> {}
    }
  }

  private Value unknown(String name) {
    return symbolic.fresh(changed.get(name), () -> name);
  }

  private void collectCandidates() {
    for (String name : changed.keySet()) {
      if (!relevant.contains(name) || changed.get(name).isVector() || !(before.names.get(name) instanceof Whole start)) continue;
      List<Candidate> found = new ArrayList<>();
      found.add(new Candidate(name, start.form(), false, false));
      found.add(new Candidate(name, start.form(), true, false));
      found.add(new Candidate(name, start.form(), true, true));
      loop.condition().ifPresent(c -> Traversal.walk(c, e -> compared(name, e, found)));
      Traversal.walk(loop.body(), _ -> {}, e -> compared(name, e, found));
      found.stream()
          .distinct()
          .filter(c -> before.path.proves(prover, c.at(start.form(), LinearForm.ZERO)))
          .limit(MOST_COMPARISONS)
          .forEach(candidates::add);
    }
  }

  /// A comparison, minimum or maximum of the variable with something that has a value before the loop: that value may bound it.
  private void compared(String name, Expr e, List<Candidate> found) {
    if (!(e instanceof Expr.Binary b) || b.left().type().isVector() || !b.left().type().scalar().isInteger()) return;
    boolean compares = b.op().isComparison() || b.op() == Expr.BinaryOp.MIN || b.op() == Expr.BinaryOp.MAX;
    if (!compares) return;
    Optional<Expr> left = Optional.of(b.left()).filter(_ -> mentions(b.right(), name));
    Optional<Expr> right = Optional.of(b.right()).filter(_ -> mentions(b.left(), name));
    right.or(() -> left)
        .filter(this::hasValueBefore)
        .map(o -> symbolic.whole(o, before))
        .ifPresent(
            bound -> {
              found.add(new Candidate(name, bound, true, false));
              found.add(new Candidate(name, bound, false, false));
            });
  }

  private static boolean mentions(Expr e, String name) {
    boolean[] found = {false};
    Traversal.walk(e, x -> found[0] |= x instanceof Expr.Ref r && r.name().equals(name));
    return found[0];
  }

  /// Whether it has a value before the loop (which may be another than in it: the candidate must prove itself anyway).
  private boolean hasValueBefore(Expr e) {
    boolean[] has = {true};
    Traversal.walk(e, x -> has[0] &= !(x instanceof Expr.Load) && !(x instanceof Expr.Ref r && !before.names.containsKey(r.name())));
    return has[0];
  }

  boolean isUncertain() {
    return uncertain;
  }

  /// The state when a round begins: unknown values, of which the candidates hold.
  State head() {
    return state(atHead, loop.offset());
  }

  private State state(Map<String, Value> values, LinearForm offset) {
    State s = before.copy();
    s.flags.keySet().removeAll(storedArrays);
    s.names.putAll(values);
    List<Fact> facts = candidates.stream().map(c -> c.at(((Whole) values.get(c.variable())).form(), offset)).toList();
    s.path = s.path.with(facts);
    return s;
  }

  /// Drops the candidates that do not hold when the round ends.
  void keepProved(State end) {
    LinearForm after = loop.offset().plus(loop.step());
    uncertain = candidates.removeIf(c -> !end.path.proves(prover, c.at(((Whole) end.names.get(c.variable())).form(), after)));
  }

  /// Gives up on what has not proved itself.
  void dropUncertain() {
    if (uncertain) candidates.clear();
    uncertain = false;
  }

  /// Makes `s` the state after the loop.
  void leave(State s) {
    boolean counted = loop.distance().filter(d -> before.path.proves(prover, Fact.atLeastZero(d))).isPresent();
    if (!counted) candidates.removeIf(Candidate::growing);
    Map<String, Value> after = new HashMap<>();
    for (String name : changed.keySet()) after.put(name, unknown(name));
    State end = state(after, loop.distance().orElse(LinearForm.ZERO));
    s.names.putAll(after);
    s.flags.keySet().removeAll(storedArrays);
    s.path = end.path;
  }
}
