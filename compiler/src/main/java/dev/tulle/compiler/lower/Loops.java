package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.Interval;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Loop nests over the index values that satisfy a conjunction of atoms. Each index gets a driver from the atoms that mention it and nothing still unbound: a stored list
/// if there is one, else the interval that the atoms bound; what is left is tested as soon as all its indices are bound.
final class Loops {
  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final StoredElements stored;

  Loops(KernelBuilder builder, LowerTerm terms, StoredElements stored) {
    this.builder = builder;
    this.terms = terms;
    this.stored = stored;
  }

  /// @param along the index of `axes` that runs along lanes, if one does
  void nest(List<Axis> axes, List<Term> atoms, Scope scope, Optional<String> along, Consumer<Scope> body) {
    Set<String> unbound = axes.stream().map(Axis::index).collect(Collectors.toSet());
    List<Term> ready = new ArrayList<>();
    List<Term> waiting = new ArrayList<>();
    for (Term atom : atoms) (Terms.freeIndices(atom).stream().noneMatch(unbound::contains) ? ready : waiting).add(atom);
    if (!ready.isEmpty()) {
      test(Terms.and(ready), scope, s -> nest(axes, waiting, s, along, body));
    } else if (axes.isEmpty()) {
      body.accept(scope);
    } else {
      Axis axis = axes.getFirst();
      List<Axis> rest = axes.subList(1, axes.size());
      Set<String> later = rest.stream().map(Axis::index).collect(Collectors.toSet());
      boolean inLanes = along.isPresent() && along.get().equals(axis.index());
      Optional<StoredElements.Driver> list = inLanes ? Optional.empty() : stored.driver(axis, waiting, later, scope);
      if (list.isPresent()) {
        List<Term> others = waiting.stream().filter(a -> a != list.get().atom()).toList();
        list.get().loop(s -> nest(rest, others, s, along, body));
      } else {
        interval(axis, waiting, later, scope, inLanes, (s, others) -> nest(rest, others, s, along, body));
      }
    }
  }

  /// Runs `then` where the condition holds: under an `if`, or under a mask where lanes differ.
  void test(Term condition, Scope scope, Consumer<Scope> then) {
    Expr holds = terms.value(condition, scope);
    if (holds.type().isVector()) then.accept(scope.masked(holds));
    else builder.when(holds, () -> then.accept(scope));
  }

  private interface Inside {
    void run(Scope scope, List<Term> others);
  }

  private void interval(Axis axis, List<Term> atoms, Set<String> later, Scope scope, boolean inLanes, Inside body) {
    List<Term> others = new ArrayList<>();
    Expr low = Build.i32(0);
    Expr high = builder.extent(axis.extent());
    for (Term atom : atoms) {
      Optional<Interval> bounds = canBound(atom, later, scope) ? Interval.of(atom, axis.index()) : Optional.empty();
      if (bounds.isEmpty()) {
        others.add(atom);
        continue;
      }
      for (Term t : bounds.get().lows()) low = Build.max(low, terms.value(t, scope));
      for (Term t : bounds.get().highs()) high = Build.min(high, terms.value(t, scope));
    }
    Expr from = builder.let(axis.index() + "_from", low);
    Expr to = builder.let(axis.index() + "_to", high);
    if (inLanes) lanes(axis, from, to, scope, s -> body.run(s, others));
    else count(axis, from, to, scope, s -> body.run(s, others));
  }

  /// An atom can bound an index if nothing it mentions is unbound yet or differs from lane to lane.
  static boolean canBound(Term atom, Set<String> later, Scope scope) {
    Set<String> free = Terms.freeIndices(atom);
    boolean perLane = scope.lane().isPresent() && free.contains(scope.lane().get().index());
    return !perLane && free.stream().noneMatch(later::contains);
  }

  void count(Axis axis, Expr from, Expr to, Scope scope, Consumer<Scope> body) {
    builder.count(builder.loopOver(axis.index()), from, to, at -> body.accept(scope.bind(axis, at)));
  }

  /// Whole vectors first, then the rest under a mask.
  private void lanes(Axis axis, Expr from, Expr to, Scope scope, Consumer<Scope> body) {
    int width = builder.target.lanes();
    String name = builder.loopOver(axis.index());
    Scope.Lane whole = new Scope.Lane(axis.index(), width, Optional.empty());
    Stmt.Block full = builder.capture(() -> body.accept(scope.bind(axis, Build.ref(name, from.type())).inLanes(whole)));
    builder.emit(new Stmt.For(name, from, to, width, false, full));
    Expr rest = builder.let(axis.index() + "_rest", builder.afterWholeSteps(from, to, width));
    builder.when(
        Build.lt(rest, to),
        () -> {
          Expr active = builder.let(axis.index() + "_active", Build.prefix(width, Build.sub(to, rest)));
          body.accept(scope.bind(axis, rest).inLanes(new Scope.Lane(axis.index(), width, Optional.of(active))));
        });
  }
}
