package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.or;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Carried;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.Until;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A `repeat` as a loop that hands whole tensors from round to round: first values become statements before it, and a `next` a statement that computes every element, those
/// that do not change as well. Rows that stop for themselves are one more carried tensor, `done`:
///
///     repeat at most 9 with (z[b: B] = x[b]) { next z[b] = f;  until g[b] }
///     →  z[b] = x[b];  done[b] = false
///        repeat t: 9 { z.next[b] = if done[b] then z[b] else f;  done.next[b] = done[b] or g[b];  stopped = if all(b) done.next[b] then t else -1 }
final class ReadRepeat {
  private final ReadModel model;
  private final ReadTerms terms;
  private final Names names;

  ReadRepeat(ReadModel model, ReadTerms terms, Names names) {
    this.model = model;
    this.terms = terms;
    this.names = names;
  }

  List<Step> steps(dev.tulle.dsl.model.Statement.Repeat r) {
    List<Step> before = new ArrayList<>();
    for (Carried c : r.carried()) before.add(run(c.tensor().name(), terms.bind(c.indices()), terms.value(c.initial())));
    Term count = terms.value(r.step().range());
    String counter = names.fresh(r.step().name());
    terms.count(r.step(), counter);
    List<Step> body = new ArrayList<>(model.steps(r.body()));
    List<Repeat.Carried> carried = new ArrayList<>();
    Optional<String> done = r.until()
        .filter(u -> !u.rows().isEmpty())
        .map(u -> model.local(counter + ".done", ElementType.BOOL, extents(u)));
    for (Carried c : r.carried()) {
      if (c.next().isEmpty()) continue;
      String next = model.local(c.tensor().name() + ".next", c.tensor().element(), terms.values(c.tensor().axes()));
      body.add(next(next, c, c.next().get(), done));
      carried.add(new Repeat.Carried(c.tensor().name(), next));
    }
    Optional<Term> stop = Optional.empty();
    if (done.isPresent()) {
      Until until = r.until().orElseThrow();
      before.add(run(done.get(), axes(until), Terms.FALSE));
      String next = model.local(done.get() + ".next", ElementType.BOOL, extents(until));
      List<Axis> rows = terms.bind(until.rows());
      body.add(run(next, rows, or(element(done.get(), ValueType.BOOL, rows), terms.value(until.condition()))));
      carried.add(new Repeat.Carried(done.get(), next));
      List<Axis> all = axes(until);
      stop = Optional.of(new Term.Reduce(ReduceOperator.ALL, all, Terms.TRUE, element(next, ValueType.BOOL, all)));
    } else if (r.until().isPresent()) {
      stop = Optional.of(terms.value(r.until().get().condition()));
    }
    Optional<String> stopped = stop.map(condition -> {
      String round = model.local(counter + ".stopped", ElementType.I32, List.of());
      before.add(run(round, List.of(), Terms.integer(-1)));
      body.add(run(round, List.of(), new Term.Choose(condition, new Term.SizeOf(counter), Terms.integer(-1))));
      carried.add(new Repeat.Carried(round, round));
      return round;
    });
    before.add(new Repeat(counter, count, carried, body, stopped, Stage.RUN));
    return before;
  }

  private List<Term> extents(Until until) {
    return until.rows().stream().map(i -> terms.value(i.range())).toList();
  }

  /// Axes along the rows, with indices of their own.
  private List<Axis> axes(Until until) {
    return until.rows().stream().map(i -> new Axis(names.fresh(i.name()), terms.value(i.range()))).toList();
  }

  private Statement next(String target, Carried c, Carried.Next next, Optional<String> done) {
    List<Axis> axes = terms.bind(next.indices());
    Term old = element(c.tensor().name(), c.tensor().element().valueType(), axes);
    Term where = terms.condition(next.where());
    Term value = terms.value(next.value());
    if (!where.equals(Terms.TRUE)) value = new Term.Choose(where, value, old);
    if (done.isPresent() && !c.rows().isEmpty()) {
      List<Axis> rows = c.rows().stream().map(axes::get).toList();
      value = new Term.Choose(element(done.get(), ValueType.BOOL, rows), old, value);
    }
    return run(target, axes, value);
  }

  private static Statement run(String target, List<Axis> axes, Term value) {
    return new Statement(target, axes, Terms.TRUE, value, Stage.RUN);
  }

  private static Term element(String tensor, ValueType type, List<Axis> at) {
    return new Term.Element(tensor, type, at.stream().map(Terms::index).toList(), List.of());
  }
}
