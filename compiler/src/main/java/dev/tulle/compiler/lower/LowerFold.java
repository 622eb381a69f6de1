package dev.tulle.compiler.lower;

import dev.tulle.compiler.analysis.FoldSafety;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.FoldStep;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Stmt;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A fold as one kernel, by the generic path: rows are independent, the elements of a row come one after another. Carried scalars and short vectors are registers; longer ones
/// stand in memory, with room beside for their next values. A row that stops leaves its loop. Neighbouring rows that walk the same elements do so in lanes, under masks, until the last
/// of them has stopped.
final class LowerFold {
  /// Rows along the last axis that a group walks.
  private static final int ROWS = 16;

  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final FoldValues values;
  private final Fold fold;
  /// Of a block of rows.
  private final int length;
  /// The row index that runs along lanes.
  private final Optional<String> along;
  private final List<String> doc;
  private final Map<String, List<Expr.Ref>> registers = new HashMap<>();
  private Optional<Expr.Ref> going = Optional.empty();

  LowerFold(KernelBuilder builder, Fold fold) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.values = new FoldValues(builder, terms);
    Optional<FoldSafety.Blocks> blocks = FoldSafety.blocks(builder.program, fold, builder.target.lanes());
    this.fold = blocks.map(FoldSafety.Blocks::fold).orElse(fold);
    this.length = blocks.map(FoldSafety.Blocks::length).orElse(ROWS);
    this.along = blocks.map(_ -> fold.rows().getLast().index());
    this.doc = TensorPrinter.print(fold);
    along.ifPresent(x -> builder.note("lanes run along " + x + ": neighbouring rows walk the same elements"));
    terms.use(values);
  }

  Kernel lower(String name) {
    Grid grid = new Grid(builder);
    List<Axis> rows = fold.rows();
    int inner = Math.max(0, rows.size() - 1);
    Scope scope = Scope.empty();
    List<Term> block = new ArrayList<>();
    for (Axis axis : rows.subList(0, inner)) scope = grid.each(axis, scope);
    for (Axis axis : rows.subList(inner, rows.size())) scope = grid.cut(axis, length, scope, block);
    terms.loops().nest(rows.subList(inner, rows.size()), block, scope, along, this::row);
    return builder.finish(name, doc, grid.axes(), Map.of());
  }

  private void row(Scope scope) {
    fold.carried().forEach(c -> begin(c, scope));
    boolean stops = fold.body().stream().anyMatch(s -> s instanceof FoldStep.Stop);
    going = stops ? Optional.of(builder.variable("going", active(scope))) : Optional.empty();
    builder.whileGoing(going.map(FoldLanes::any), () -> elements(scope));
    for (Fold.Carried c : fold.carried()) {
      if (c.room().isPresent()) continue;
      List<List<Integer>> places = FoldValues.places(c.axes());
      for (int i = 0; i < places.size(); i++) end(c, places.get(i), registers.get(c.tensor()).get(i), scope);
    }
  }

  /// Which rows of the lanes there are.
  private static Expr active(Scope scope) {
    int lanes = scope.lane().map(Scope.Lane::width).orElse(1);
    return scope.lane().flatMap(Scope.Lane::mask).orElse(Build.splat(lanes, Build.bool(true)));
  }

  private void end(Fold.Carried c, List<Integer> place, Expr.Ref register, Scope scope) {
    List<Expr> own = new ArrayList<>(place.stream().map(Build::i32).toList());
    if (scope.lane().isEmpty() || own.isEmpty()) {
      builder.emit(new Stmt.Store(builder.dense(builder.program.declaration(c.tensor()), Access.WRITE), at(scope, own), register,
          scope.lane().flatMap(Scope.Lane::mask)));
      return;
    }
    Axis last = fold.rows().getLast();
    Expr end = Build.min(builder.extent(last.extent()), Build.mul(Build.add(scope.index(last.index() + ".block"), 1), length));
    FoldLanes.each(builder, register, lane -> {
      Expr row = builder.let(last.index() + "_at", Build.add(scope.index(last.index()), lane));
      builder.when(Build.lt(row, end), () -> {
        Scope one = scope.uniform().bind(last, row);
        store(c.tensor(), at(one, own), FoldLanes.get(register, lane));
      });
    });
  }

  private void begin(Fold.Carried c, Scope scope) {
    if (c.room().isPresent()) {
      each(c.axes(), scope, s -> store(c.tensor(), at(s, indices(c.axes(), s)), terms.value(c.first(), s)));
      return;
    }
    List<Expr.Ref> own = new ArrayList<>();
    for (List<Integer> place : FoldValues.places(c.axes())) {
      own.add(builder.variable(c.tensor(), inLanes(terms.value(c.first(), bind(c.axes(), place, scope)), scope)));
    }
    registers.put(c.tensor(), own);
    values.keep(c.tensor(), fold.rows().size(), c.axes(), own);
  }

  private void elements(Scope scope) {
    Axis element = fold.element();
    if (fold.order().isEmpty()) {
      terms.loops().nest(List.of(element), Terms.conjuncts(fold.where()), scope, Optional.empty(), this::element);
      return;
    }
    Declaration order = builder.program.declaration(fold.order().get());
    builder.note(element.index() + " comes in the order of " + order.name()
        + (order.extents().size() == 1 ? ", which is the same for all rows" : ", which each row has for itself"));
    Expr extent = builder.extent(element.extent());
    builder.count(builder.names.fresh("place"), Build.i32(0), extent, place -> {
      List<Expr> at = order.extents().size() == 1 ? List.of(place) : at(scope, List.of(place));
      Expr index = builder.let(element.index(), new Expr.Load(Type.I32, builder.dense(order, Access.READ), at, Optional.empty()));
      Expr member = Build.and(Build.ge(index, Build.i32(0)), Build.lt(index, extent));
      builder.when(member, () -> terms.loops().test(fold.where(), scope.bind(element, index), this::element));
    });
  }

  /// One element. Loops in it have ranges of their own and do not end with the row.
  private void element(Scope scope) {
    builder.whileGoing(Optional.empty(), () -> steps(0, going.map(g -> narrowed(scope, g)).orElse(scope)));
  }

  /// The same place for fewer lanes.
  private Scope narrowed(Scope scope, Expr mask) {
    if (scope.lane().isEmpty()) return scope;
    Scope.Lane lane = scope.lane().get();
    Expr active = builder.let("active", lane.mask().map(m -> Build.and(m, mask)).orElse(mask));
    return scope.inLanes(new Scope.Lane(lane.index(), lane.width(), Optional.of(active)));
  }

  /// What follows where a condition holds, in some lane at least.
  private void where(Expr holds, Scope scope, Consumer<Scope> then) {
    if (!holds.type().isVector()) {
      builder.when(holds, () -> then.accept(scope));
      return;
    }
    Scope inner = narrowed(scope, holds);
    builder.when(FoldLanes.any(active(inner)), () -> then.accept(inner));
  }

  private static Expr inLanes(Expr value, Scope scope) {
    return Build.splat(scope.lane().map(Scope.Lane::width).orElse(1), value);
  }

  private void steps(int number, Scope scope) {
    if (number == fold.body().size()) {
      next(scope);
      return;
    }
    FoldStep step = fold.body().get(number);
    switch (step) {
      case FoldStep.Let l -> {
        let(l, scope);
        steps(number + 1, scope);
      }
      case FoldStep.Skip s -> where(Build.not(terms.value(s.term(), scope)), scope, here -> steps(number + 1, here));
      case FoldStep.Stop s -> {
        Expr ends = builder.let("ends", inLanes(terms.value(s.term(), scope), scope));
        Expr.Ref goes = going.orElseThrow();
        builder.assign(goes, Build.and(goes, Build.not(scope.lane().isPresent() ? Build.and(active(scope), ends) : ends)));
        where(Build.not(ends), scope, here -> steps(number + 1, here));
      }
    }
  }

  private void let(FoldStep.Let l, Scope scope) {
    if (!Fold.fitsRegisters(l.axes())) {
      values.repeat(l);
      return;
    }
    ElementType element = builder.program.declaration(l.name()).element();
    List<Expr> elements = new ArrayList<>();
    for (List<Integer> place : FoldValues.places(l.axes())) {
      elements.add(named(l.name(), terms.cast(element, terms.value(l.term(), bind(l.axes(), place, scope)))));
    }
    values.keep(l.name(), 0, l.axes(), elements);
  }

  /// All next values first, then all assignments.
  private void next(Scope scope) {
    List<Stmt> assignments = new ArrayList<>();
    for (Fold.Carried c : fold.carried()) {
      List<Axis> axes = c.next().axes();
      if (c.room().isPresent()) {
        each(axes, scope, s -> store(c.room().get(), at(s, indices(axes, s)), next(c, s)));
        continue;
      }
      List<List<Integer>> places = FoldValues.places(axes);
      for (int i = 0; i < places.size(); i++) {
        Expr.Ref register = registers.get(c.tensor()).get(i);
        Expr value = named(c.tensor() + "_next", inLanes(next(c, bind(axes, places.get(i), scope)), scope));
        Optional<Expr> mask = scope.lane().flatMap(Scope.Lane::mask);
        assignments.add(new Stmt.Assign(register.name(), mask.map(m -> Build.select(m, value, register)).orElse(value)));
      }
    }
    assignments.forEach(builder::emit);
    for (Fold.Carried c : fold.carried()) {
      if (c.room().isEmpty()) continue;
      Declaration room = builder.program.declaration(c.room().get());
      Type type = KernelBuilder.computeType(room.element());
      each(c.axes(), scope, s -> {
        List<Expr> at = at(s, indices(c.axes(), s));
        store(c.tensor(), at, new Expr.Load(type, builder.dense(room, Access.READ), at, Optional.empty()));
      });
    }
  }

  private Expr next(Fold.Carried c, Scope scope) {
    List<Term> at = new ArrayList<>(fold.rows().stream().map(Terms::index).toList());
    c.next().axes().forEach(a -> at.add(Terms.index(a)));
    Term old = new Term.Element(c.tensor(), c.next().value().type(), at, List.of());
    boolean always = c.next().where().equals(Terms.TRUE);
    return terms.value(always ? c.next().value() : new Term.Choose(c.next().where(), c.next().value(), old), scope);
  }

  /// A name even for what has one: a variable may change before the value is used.
  private Expr named(String wanted, Expr value) {
    if (value instanceof Expr.Const) return value;
    String name = builder.names.fresh(wanted);
    builder.emit(new Stmt.Let(name, value));
    return Build.ref(name, value.type());
  }

  private void each(List<Axis> axes, Scope scope, Consumer<Scope> place) {
    terms.loops().nest(axes, List.of(), scope, Optional.empty(), place);
  }

  private void store(String tensor, List<Expr> at, Expr value) {
    builder.emit(new Stmt.Store(builder.dense(builder.program.declaration(tensor), Access.WRITE), at, value, Optional.empty()));
  }

  /// A place of the row at hand.
  private List<Expr> at(Scope scope, List<Expr> own) {
    return Stream.concat(indices(fold.rows(), scope).stream(), own.stream()).toList();
  }

  private static List<Expr> indices(List<Axis> axes, Scope scope) {
    return axes.stream().map(a -> scope.index(a.index())).toList();
  }

  private static Scope bind(List<Axis> axes, List<Integer> place, Scope scope) {
    Scope bound = scope;
    for (int a = 0; a < axes.size(); a++) bound = bound.bind(axes.get(a), Build.i32(place.get(a)));
    return bound;
  }
}
