package dev.tulle.kernel.verify;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.verify.AccessRecord.Kind;
import dev.tulle.kernel.verify.Term.Level;
import dev.tulle.kernel.verify.Value.Truth;
import dev.tulle.kernel.verify.Value.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Walks a kernel in the order it runs and proves every access in bounds, on each axis, from what is known there. Collects the accesses for
/// [CheckRaces].
final class CheckAccesses {
  private static final int DEEPEST_MINIMUM = 4;

  private final Kernel kernel;
  private final Violations violations;
  private final Terms terms = new Terms();
  private final Prover prover = new Prover(terms);
  private final Conditions conditions = new Conditions(terms);
  private final Symbolic symbolic = new Symbolic(terms, prover, conditions, this::load);
  private final Map<String, ArrayShape> arrays = new HashMap<>();
  private final List<AccessRecord> accesses = new ArrayList<>();
  private final Map<Term, CheckRaces.Rank> ranks = new HashMap<>();
  private final List<Term> grid = new ArrayList<>();
  private final Set<String> relevant;
  private Optional<AccessRecord.Phase> phase = Optional.empty();
  private Path phasePath = Path.start();
  private int phases;

  /// While loop invariants are looked for, nothing is reported or collected.
  private boolean searching;

  CheckAccesses(Kernel kernel, Violations violations) {
    this.kernel = kernel;
    this.violations = violations;
    this.relevant = RelevantNames.of(kernel.body());
  }

  void run() {
    State s = new State(Path.start());
    for (Kernel.SizeParameter size : kernel.sizes()) {
      Term t = terms.fresh(size.name(), Level.LAUNCH);
      List<Fact> facts = new ArrayList<>(List.of(Fact.atLeastZero(LinearForm.of(t))));
      if (size.type() == Scalar.I32) facts.add(Fact.atMost(LinearForm.of(t), LinearForm.of(Integer.MAX_VALUE)));
      s.names.put(size.name(), new Whole(LinearForm.of(t.define(facts, List.of()))));
    }
    for (Expr fact : kernel.facts()) {
      s.path = s.path.with(symbolic.truth(fact, s).whenTrue());
      symbolic.launchFacts = s.path.facts();
    }
    for (Buffer b : kernel.buffers()) declare(b, s);
    symbolic.level = Level.GROUP;
    for (Kernel.GridAxis axis : kernel.grid()) {
      Term t = terms.fresh(axis.name(), Level.GROUP);
      LinearForm index = LinearForm.of(t);
      t.define(List.of(Fact.atLeastZero(index)), List.of());
      s.path = s.path.with(List.of(Fact.less(index, symbolic.whole(axis.extent(), s))));
      s.names.put(axis.name(), new Whole(index));
      grid.add(t);
    }
    block(kernel.body(), s);
    new CheckRaces(terms, prover, grid, ranks, violations).run(accesses);
  }

  private void declare(Buffer b, State s) {
    List<LinearForm> extents = b.shape().stream().map(e -> symbolic.whole(e, s)).toList();
    Optional<LinearForm> low = b.values().map(v -> symbolic.whole(v.low(), s)).or(() -> lowest(b.element()));
    Optional<LinearForm> high = b.values().map(v -> symbolic.whole(v.high(), s)).or(() -> lowest(b.element()).map(l -> l.plus(256)));
    arrays.put(b.name(), new ArrayShape(b.name(), b.element(), extents, Optional.of(b), Optional.empty(), low, high));
  }

  private static Optional<LinearForm> lowest(Scalar element) {
    return switch (element) {
      case I8 -> Optional.of(LinearForm.of(-128));
      case U8 -> Optional.of(LinearForm.of(0));
      case I32, I64, F32, BOOL, F16, BF16 -> Optional.empty();
    };
  }

  private void block(Stmt.Block block, State s) {
    State inner = s.copy();
    for (Stmt statement : block.statements()) statement(statement, inner);
    s.leave(inner);
    s.path = inner.path;
  }

  private void statement(Stmt statement, State s) {
    switch (statement) {
      case Stmt.Block b -> block(b, s);
      case Stmt.Let l -> s.names.put(l.name(), symbolic.value(l.value(), s));
      case Stmt.Var v -> s.names.put(v.name(), symbolic.value(v.initial(), s));
      case Stmt.Assign a -> s.names.put(a.name(), symbolic.value(a.value(), s));
      case Stmt.If i -> choice(i, s);
      case Stmt.For f -> loop(f, s);
      case Stmt.While w -> loop(w, s);
      case Stmt.Alloc a -> {
        List<LinearForm> extents = a.shape().stream().map(n -> LinearForm.of(n)).toList();
        Optional<LinearForm> low = lowest(a.element());
        arrays.put(
            a.name(),
            new ArrayShape(a.name(), a.element(), extents, Optional.empty(), Optional.of(a.space()), low, low.map(l -> l.plus(256))));
      }
      case Stmt.Store t -> store(t, s);
      case Stmt.Atomic a -> {
        symbolic.value(a.value(), s);
        access(a.buffer(), Kind.ATOMIC, a.at(), 1, () -> KernelPrinter.print(a).strip(), s, s);
        s.flags.remove(a.buffer());
      }
      case Stmt.Items i -> items(i, s);
      case Stmt.Collect c -> s.names.put(c.name(), symbolic.fresh(new Type(arrays.get(c.array()).element().compute(), 1), c::name));
      case Stmt.Scan c -> scan(c, s);
      case Stmt.Multiply _ -> {
        // Its sizes are constant, and compared with those of its arrays already.
      }
      case Stmt.Fail f -> {
        symbolic.value(f.position(), s);
        symbolic.value(f.value(), s);
      }
    }
  }

  private void choice(Stmt.If i, State s) {
    Condition condition = symbolic.truth(i.condition(), s);
    State then = s.under(condition.whenTrue());
    State otherwise = s.under(condition.whenFalse());
    block(i.then(), then);
    block(i.otherwise(), otherwise);
    s.names.replaceAll((name, _) -> join(name, condition, then.names.get(name), otherwise.names.get(name)));
    s.flags.clear();
    then.flags.forEach((array, flags) -> {
      if (otherwise.flags.get(array) == flags) s.flags.put(array, flags);
    });
  }

  private Value join(String name, Condition condition, Value then, Value otherwise) {
    if (then.equals(otherwise) || condition.isAlways()) return then;
    if (condition.isNever()) return otherwise;
    return switch (then) {
      case Whole w -> new Whole(symbolic.join(() -> name, condition, w.form(), ((Whole) otherwise).form()));
      case Truth t ->
          new Truth(
              conditions.joined(terms.fresh(name, level(then, otherwise)), condition, t.condition(), ((Truth) otherwise).condition()));
      case Value.Real _ -> new Value.Real(terms.fresh(name, level(then, otherwise)));
    };
  }

  private Level level(Value then, Value otherwise) {
    return symbolic.level.or(then.level()).or(otherwise.level());
  }

  private void loop(Stmt.For f, State s) {
    LinearForm from = symbolic.whole(f.from(), s);
    LinearForm to = symbolic.whole(f.to(), s);
    Term round = terms.fresh(f.step() == 1 ? f.name() : f.name() + " / " + f.step(), symbolic.level);
    if (f.step() > 1 || s.path.proves(prover, Fact.atLeastZero(from))) {
      round.define(List.of(Fact.atLeastZero(LinearForm.of(round))), List.of());
    }
    LinearForm index = f.step() == 1 ? LinearForm.of(round) : from.plus(LinearForm.of(round), f.step());
    List<Fact> facts = new ArrayList<>(List.of(Fact.atMost(from, index), Fact.atMost(index.plus(f.step()), to)));
    for (LinearForm limit : limits(to, 0)) facts.add(Fact.atMost(index.plus(f.step()), limit));
    LoopInvariants.Loop loop = new LoopInvariants.Loop(f.body(), Optional.empty(), index.minus(from), f.step(),
        Optional.of(to.minus(from)));
    repeat(
        loop,
        head -> {
          head.path = head.path.with(facts);
          head.names.put(f.name(), new Whole(index));
        },
        s);
  }

  /// What a minimum of minima or of numbers is at most: the prover multiplies what it is told about an index by others, not what follows from that.
  private static List<LinearForm> limits(LinearForm bound, int depth) {
    List<LinearForm> found = new ArrayList<>();
    bound.factors().forEach((term, factor) -> {
      if (factor != 1 || term.cases().isEmpty() || depth == DEEPEST_MINIMUM) return;
      for (Fact f : term.facts()) {
        if (f.equality() || f.form().factor(term) != -1) continue;
        LinearForm larger = bound.plus(f.form());
        if (depth > 0 || larger.isConstant()) found.add(larger);
        found.addAll(limits(larger, depth + 1));
      }
    });
    return found;
  }

  private void loop(Stmt.While w, State s) {
    symbolic.value(w.bound(), s);
    Term round = terms.fresh("round", symbolic.level);
    round.define(List.of(Fact.atLeastZero(LinearForm.of(round))), List.of());
    LoopInvariants.Loop loop = new LoopInvariants.Loop(w.body(), Optional.of(w.condition()), LinearForm.of(round), 1, Optional.empty());
    repeat(loop, head -> head.path = head.path.with(symbolic.truth(w.condition(), head).whenTrue()), s);
    s.path = s.path.with(symbolic.truth(w.condition(), s).whenFalse());
  }

  /// What is known when a round begins, given the invariants.
  interface Round {
    void begin(State head);
  }

  /// Walks the body with invariants of the variables that it changes; leaves the state after the loop.
  private void repeat(LoopInvariants.Loop loop, Round round, State s) {
    LoopInvariants invariants = new LoopInvariants(loop, relevant, symbolic, prover, s);
    boolean outer = searching;
    searching = true;
    for (int i = 0; invariants.isUncertain() && i < LoopInvariants.MOST_ROUNDS; i++) {
      State head = invariants.head();
      round.begin(head);
      block(loop.body(), head);
      invariants.keepProved(head);
    }
    invariants.dropUncertain();
    searching = outer;
    State head = invariants.head();
    round.begin(head);
    block(loop.body(), head);
    invariants.leave(s);
  }

  private void items(Stmt.Items i, State s) {
    Term item = terms.of("item " + i.name() + " < " + i.extent(), i::name, Level.ITEM,
        t -> t.define(List.of(Fact.atLeastZero(LinearForm.of(t)), Fact.less(LinearForm.of(t), LinearForm.of(i.extent()))), List.of()));
    State inner = s.under(List.of(Fact.less(LinearForm.of(item), LinearForm.of(i.extent()))));
    inner.names.put(i.name(), new Whole(LinearForm.of(item)));
    symbolic.level = Level.ITEM;
    phase = Optional.of(new AccessRecord.Phase(phases++, item));
    phasePath = inner.path;
    for (Stmt statement : i.body().statements()) statement(statement, inner);
    phase = Optional.empty();
    symbolic.level = Level.GROUP;
    s.leave(inner);
    s.flags.replaceAll((_, flags) -> flags.item() == item && flags.extent() == 0 ? withExtent(flags, i.extent()) : flags);
  }

  private static State.Flags withExtent(State.Flags flags, int extent) {
    return new State.Flags(flags.flag(), flags.item(), extent, flags.ranked());
  }

  private void scan(Stmt.Scan c, State s) {
    ArrayShape array = arrays.get(c.array());
    Value total = symbolic.fresh(new Type(array.element().compute(), 1), c::total);
    s.names.put(c.total(), total);
    State.Flags flags = s.flags.remove(c.array());
    if (flags == null || flags.ranked() || flags.extent() < c.count()) return;
    s.flags.put(c.array(), new State.Flags(flags.flag(), flags.item(), c.count(), true));
    LinearForm sum = ((Whole) total).form();
    s.path = s.path.with(List.of(Fact.atLeastZero(sum), Fact.atMost(sum, LinearForm.of(c.count()))));
  }

  private Value load(Expr.Load l, State s) {
    State active = active(l.mask(), s);
    List<LinearForm> at = access(l.buffer(), Kind.READ, l.at(), l.type().lanes(), () -> KernelPrinter.print(l), s, active);
    ArrayShape array = arrays.get(l.buffer());
    Value value = symbolic.fresh(l.type(), () -> KernelPrinter.print(l));
    if (l.mask().isPresent()) return value;
    if (array.isReadOnly()) return symbolic.stored(l, at, array);
    if (value instanceof Whole w) {
      Term t = w.form().factors().firstKey();
      t.define(array.range(w.form()), List.of());
      Optional.ofNullable(s.flags.get(l.buffer())).filter(f -> isRank(f, at, s)).ifPresent(f -> rank(t, f));
    }
    return value;
  }

  private State active(Optional<Expr> mask, State s) {
    return mask.map(m -> s.under(symbolic.truth(m, s).whenTrue())).orElse(s);
  }

  /// Beyond the extent that was scanned there are still flags.
  private boolean isRank(State.Flags flags, List<LinearForm> at, State s) {
    LinearForm item = LinearForm.of(flags.item());
    return flags.ranked() && at.getFirst().equals(item) && s.path.proves(prover, Fact.less(item, LinearForm.of(flags.extent())));
  }

  /// An exclusive prefix sum of flags is at most its own position.
  private void rank(Term t, State.Flags flags) {
    LinearForm r = LinearForm.of(t);
    t.define(List.of(Fact.atLeastZero(r), Fact.atMost(r, LinearForm.of(flags.item()))), List.of());
    ranks.put(t, new CheckRaces.Rank(flags));
  }

  private void store(Stmt.Store t, State s) {
    State active = active(t.mask(), s);
    Value value = symbolic.value(t.value(), t.value().type().isVector() ? s : active);
    Supplier<String> text = () -> KernelPrinter.print(t).strip();
    List<LinearForm> at = access(t.buffer(), Kind.WRITE, t.at(), t.value().type().lanes(), text, s, active);
    ArrayShape array = arrays.get(t.buffer());
    if (value instanceof Whole w) {
      for (Fact f : array.range(w.form())) require(f, active, text, "the value of an element of " + array.name());
    }
    s.flags.remove(t.buffer());
    flagsOf(t, at, value, s).ifPresent(flags -> s.flags.put(t.buffer(), flags));
  }

  /// A phase in which every item stores one truth value at its own place; the extent is filled in when the phase ends.
  private Optional<State.Flags> flagsOf(Stmt.Store t, List<LinearForm> at, Value value, State s) {
    boolean whole = phase.isPresent() && s.path == phasePath && t.mask().isEmpty() && at.size() == 1
        && arrays.get(t.buffer()).space().isPresent();
    if (!whole || !(value instanceof Whole w) || w.form().factors().size() != 1 || w.form().constant() != 0) return Optional.empty();
    Term item = phase.get().item();
    Term flag = w.form().factors().firstKey();
    boolean isTruth = w.form().factor(flag) == 1 && flag.facts().contains(Fact.atMost(LinearForm.of(flag), LinearForm.of(1)))
        && flag.isNatural();
    if (!isTruth || !at.getFirst().equals(LinearForm.of(item))) return Optional.empty();
    return Optional.of(new State.Flags(flag, item, 0, false));
  }

  /// Proves one access in bounds where it is `active`, and records it.
  private List<LinearForm> access(String name, Kind kind, List<Expr> positions, int lanes, Supplier<String> text, State s, State active) {
    ArrayShape array = arrays.get(name);
    List<LinearForm> at = new ArrayList<>(positions.stream().map(p -> symbolic.whole(p, s)).toList());
    if (lanes > 1) at.set(at.size() - 1, at.getLast().plus(LinearForm.of(terms.lane(lanes))));
    for (int axis = 0; axis < at.size(); axis++) {
      require(Fact.atLeastZero(at.get(axis)), active, text, "axis " + axis + " of " + name);
      require(Fact.less(at.get(axis), array.extents().get(axis)), active, text, "axis " + axis + " of " + name);
    }
    boolean shared = !array.isReadOnly() && !array.isPrivate();
    if (shared && !searching) accesses.add(new AccessRecord(array, kind, List.copyOf(at), active.path, phase, text));
    return at;
  }

  private void require(Fact goal, State s, Supplier<String> text, String what) {
    if (searching || s.path.proves(prover, goal) || s.path.isImpossible(prover)) return;
    String known = prover.relevant(s.path.facts(), goal)
        .stream()
        .filter(f -> f.form().constant() < Integer.MAX_VALUE)
        .limit(12)
        .map(Fact::toString)
        .collect(Collectors.joining(", "));
    report(text.get() + ": " + what + ": not proved: " + goal + "\n  known: " + (known.isEmpty() ? "nothing" : known));
  }

  private void report(String violation) {
    if (!searching) violations.add(violation);
  }
}
