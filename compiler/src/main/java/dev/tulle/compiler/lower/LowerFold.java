package dev.tulle.compiler.lower;

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
/// stand in memory, with room beside for their next values. A row that stops leaves its loop.
final class LowerFold {
  /// Rows along the last axis that a group walks.
  private static final int ROWS = 16;

  private final KernelBuilder builder;
  private final LowerTerm terms;
  private final FoldValues values;
  private final Fold fold;
  private final Map<String, List<Expr.Ref>> registers = new HashMap<>();
  private Optional<Expr.Ref> going = Optional.empty();

  LowerFold(KernelBuilder builder, Fold fold) {
    this.builder = builder;
    this.terms = new LowerTerm(builder);
    this.values = new FoldValues(builder, terms);
    this.fold = fold;
    terms.use(values);
  }

  Kernel lower(String name) {
    Grid grid = new Grid(builder);
    List<Axis> rows = fold.rows();
    int inner = Math.max(0, rows.size() - 1);
    Scope scope = Scope.empty();
    List<Term> block = new ArrayList<>();
    for (Axis axis : rows.subList(0, inner)) scope = grid.each(axis, scope);
    for (Axis axis : rows.subList(inner, rows.size())) scope = grid.cut(axis, ROWS, scope, block);
    terms.loops().nest(rows.subList(inner, rows.size()), block, scope, Optional.empty(), this::row);
    return builder.finish(name, TensorPrinter.print(fold), grid.axes(), Map.of());
  }

  private void row(Scope scope) {
    fold.carried().forEach(c -> begin(c, scope));
    boolean stops = fold.body().stream().anyMatch(s -> s instanceof FoldStep.Stop);
    going = stops ? Optional.of(builder.variable("going", Build.bool(true))) : Optional.empty();
    builder.whileGoing(going.map(g -> g), () -> elements(scope));
    for (Fold.Carried c : fold.carried()) {
      if (c.room().isPresent()) continue;
      List<List<Integer>> places = FoldValues.places(c.axes());
      for (int i = 0; i < places.size(); i++)
        store(c.tensor(), at(scope, places.get(i).stream().map(Build::i32).toList()), registers.get(c.tensor()).get(i));
    }
  }

  private void begin(Fold.Carried c, Scope scope) {
    if (c.room().isPresent()) {
      each(c.axes(), scope, s -> store(c.tensor(), at(s, indices(c.axes(), s)), terms.value(c.first(), s)));
      return;
    }
    List<Expr.Ref> own = new ArrayList<>();
    for (List<Integer> place : FoldValues.places(c.axes())) {
      own.add(builder.variable(c.tensor(), terms.value(c.first(), bind(c.axes(), place, scope))));
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
    builder.whileGoing(Optional.empty(), () -> steps(0, scope));
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
      case FoldStep.Skip s -> builder.when(Build.not(terms.value(s.term(), scope)), () -> steps(number + 1, scope));
      case FoldStep.Stop s -> {
        Expr ends = builder.let("ends", terms.value(s.term(), scope));
        builder.when(ends, () -> builder.assign(going.orElseThrow(), Build.bool(false)));
        builder.when(Build.not(ends), () -> steps(number + 1, scope));
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
        Expr value = named(c.tensor() + "_next", next(c, bind(axes, places.get(i), scope)));
        assignments.add(new Stmt.Assign(register.name(), value));
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
