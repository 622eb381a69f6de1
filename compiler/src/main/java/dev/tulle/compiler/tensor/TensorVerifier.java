package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.CompilerBug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Holds a program to the rules of Tensor IR: every name declared and, if computed, computed before it is read, inside the loop that
/// computes it; ranks and types right; every index bound once.
public final class TensorVerifier {
  private final Program program;
  private final List<String> violations = new ArrayList<>();
  /// What can be read here; what a loop computes cannot be read after it.
  private final Set<String> computed = new HashSet<>();
  private final Set<String> everComputed = new HashSet<>();
  private final Set<String> carried = new HashSet<>();
  private final Set<String> everBound = new HashSet<>();
  private final Set<String> sizes = new HashSet<>();
  /// Carried by the loops around a step, and written where they stand.
  private final Set<String> inPlace = new HashSet<>();

  private TensorVerifier(Program program) {
    this.program = program;
  }

  /// @param after what has just been done to the program
  public static void verify(Program program, String after) {
    TensorVerifier v = new TensorVerifier(program);
    v.program();
    if (!v.violations.isEmpty()) {
      throw new CompilerBug(
          "Tensor IR after " + after + ":\n  " + String.join("\n  ", v.violations) + "\nin\n" + TensorPrinter.print(program));
    }
  }

  private void program() {
    program.sizes().forEach(s -> sizes.add(s.name()));
    for (Declaration d : program.declarations().values()) {
      d.extents().forEach(t -> extent(t, d.name()));
      switch (d.role()) {
        case INPUT, WEIGHT, STATE, CONSTANT -> computed.add(d.name());
        case LOCAL, OUTPUT, NEXT, VALUE -> {}
      }
    }
    program.steps().forEach(s -> {
      if (s instanceof Measure m && !sizes.remove(m.size())) violations.add("`" + m.size() + "` is measured, but no size");
    });
    program.requirements().forEach(r -> term(r.condition(), Set.of(), "require"));
    steps(program.steps());
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Statement s -> statement(s);
        case Repeat r -> repeat(r);
        case Fold f -> fold(f);
        case Listing l -> listing(l);
        case Either e -> either(e);
        case Measure m -> {
          Declaration d = program.declarations().get(m.tensor());
          boolean fits = d != null && computed.contains(m.tensor()) && d.element() == ElementType.I32 && d.extents().isEmpty();
          if (!fits || !sizes.add(m.size())) violations.add("measure " + m.size() + ": `" + m.tensor() + "` cannot be measured");
        }
      }
    }
  }

  private void either(Either e) {
    extent(e.condition(), "if");
    e.then().forEach(this::statement);
    e.otherwise().forEach(s -> {
      if (!everComputed.remove(s.target())) violations.add("`" + s.target() + "` is computed one way only");
      statement(s);
    });
  }

  private void listing(Listing l) {
    String in = "list " + l.count();
    Set<String> rows = bind(l.rows(), Set.of(), in);
    term(l.where(), bind(List.of(l.element()), rows, in), in);
    l.order().ifPresent(o -> {
      Declaration d = program.declarations().get(o);
      boolean fits = d != null && computed.contains(o) && d.element() == ElementType.I32 && d.extents().size() == 1;
      if (!fits) violations.add(in + ": `" + o + "` is no order of its elements");
    });
    List<Term> extents = l.rows().stream().map(Axis::extent).toList();
    Declaration count = program.declarations().get(l.count());
    if (count == null || !count.extents().equals(extents)) violations.add(in + ": it is not declared over the rows");
    everComputed.add(l.count());
    computed.add(l.count());
    l.list().ifPresent(name -> {
      Declaration list = program.declarations().get(name);
      boolean fits = list != null && list.extents().size() == extents.size() + 1
          && list.extents().subList(0, extents.size()).equals(extents)
          && list.below().equals(Optional.of(l.element().extent()));
      if (!fits || !everComputed.add(name)) violations.add(in + ": `" + name + "` is no list for it");
      computed.add(name);
    });
  }

  private void statement(Statement s) {
    Declaration target = program.declarations().get(s.target());
    if (target == null) {
      violations.add("`" + s.target() + "` is not declared");
      return;
    }
    Set<String> bound = bind(s.axes(), Set.of(), s.target());
    if (target.extents().size() != s.axes().size()) violations.add("`" + s.target() + "` has another rank than its definition");
    term(s.where(), bound, s.target());
    term(s.value(), bound, s.target());
    if (s.value().type() != target.element().valueType())
      violations.add("`" + s.target() + "` is " + target.element() + ", its value " + s.value().type());
    boolean again = s.stage() == Statement.Stage.COMMIT ? target.role() != Declaration.Role.STATE
        : !inPlace.contains(s.target()) && !everComputed.add(s.target());
    if (again) violations.add("`" + s.target() + "` is computed twice");
    computed.add(s.target());
  }

  private void repeat(Repeat r) {
    String in = "repeat " + r.counter();
    extent(r.count(), in);
    for (Repeat.Carried c : r.carried()) {
      if (!everComputed.contains(c.tensor()) || !computed.contains(c.tensor()))
        violations.add(in + ": `" + c.tensor() + "` has no first value");
      if (!carried.add(c.tensor())) violations.add(in + ": `" + c.tensor() + "` is carried twice");
    }
    Set<String> before = Set.copyOf(computed);
    if (!sizes.add(r.counter())) violations.add(in + ": the name is taken");
    Set<String> outer = Set.copyOf(inPlace);
    r.carried().stream().filter(c -> c.next().equals(c.tensor())).forEach(c -> inPlace.add(c.tensor()));
    steps(r.body());
    inPlace.retainAll(outer);
    r.carried().forEach(c -> next(c, r.body(), in));
    r.until().ifPresent(u -> {
      Declaration d = program.declarations().get(u);
      boolean fits = d != null && d.element() == ElementType.I32 && d.extents().isEmpty() && r.carried().contains(new Repeat.Carried(u, u));
      if (!fits) violations.add(in + ": `" + u + "` is no round that the body computes in place");
    });
    sizes.remove(r.counter());
    computed.retainAll(before);
  }

  /// What a round hands on is computed in it, all of it, and is like the tensor that takes it.
  private void next(Repeat.Carried c, List<Step> body, String in) {
    if (c.next().equals(c.tensor())) {
      inPlace(c.tensor(), body, in);
      return;
    }
    Declaration tensor = program.declarations().get(c.tensor());
    Declaration next = program.declarations().get(c.next());
    boolean whole = body.stream().anyMatch(s -> s instanceof Statement t && t.target().equals(c.next()) && t.where().equals(Terms.TRUE));
    boolean alike = tensor != null && next != null && tensor.extents().equals(next.extents()) && tensor.element() == next.element()
        && tensor.isDense() && next.isDense() && next.role() == Declaration.Role.LOCAL;
    if (!whole || !alike) violations.add(in + ": `" + c.next() + "` is no next value of `" + c.tensor() + "`");
  }

  /// What is written in place is read by nobody afterwards, and each group of a kernel reads only what it writes.
  private void inPlace(String tensor, List<Step> body, String in) {
    boolean written = false;
    for (Step s : body) {
      boolean writes = s instanceof Statement t && t.target().equals(tensor);
      if (written && (writes || s.reads().contains(tensor))) violations.add(in + ": `" + tensor + "` is used after it is written in place");
      written |= writes;
    }
    if (!written) violations.add(in + ": `" + tensor + "` is not written in place");
  }

  private void fold(Fold f) {
    String in = f.carried().isEmpty() ? "fold" : "fold of " + f.carried().getFirst().tensor();
    Set<String> rows = bind(f.rows(), Set.of(), in);
    for (Fold.Carried c : f.carried()) {
      Set<String> bound = bind(c.axes(), rows, in);
      define(c.tensor(), Stream.concat(f.rows().stream(), c.axes().stream()).toList(), c.first(), bound);
    }
    Set<String> around = bind(List.of(f.element()), rows, in);
    term(f.where(), around, in);
    f.order().ifPresent(o -> order(o, f, in));
    Set<String> before = Set.copyOf(computed);
    for (Fold.Carried c : f.carried()) {
      if (!everComputed.add(c.tensor())) violations.add("`" + c.tensor() + "` is computed twice");
      computed.add(c.tensor());
    }
    for (FoldStep step : f.body()) {
      switch (step) {
        case FoldStep.Let l -> {
          define(l.name(), l.axes(), l.term(), bind(l.axes(), around, in));
          Declaration d = program.declarations().get(l.name());
          boolean fresh = d != null && d.role() == Declaration.Role.VALUE && computed.add(l.name());
          if (!fresh) violations.add(in + ": `" + l.name() + "` is no new value");
        }
        case FoldStep.Skip _, FoldStep.Stop _ -> {
          term(step.term(), around, in);
          if (step.term().type() != ValueType.BOOL) violations.add(in + ": a decision that is " + step.term().type());
        }
      }
    }
    for (Fold.Carried c : f.carried()) {
      Set<String> bound = bind(c.next().axes(), around, in);
      term(c.next().where(), bound, in);
      define(c.tensor(), Stream.concat(f.rows().stream(), c.next().axes().stream()).toList(), c.next().value(), bound);
    }
    ownRows(f, in);
    computed.retainAll(before);
    f.carried().forEach(c -> computed.add(c.tensor()));
  }

  private void define(String name, List<Axis> axes, Term value, Set<String> bound) {
    term(value, bound, name);
    Declaration d = program.declarations().get(name);
    boolean fits = d != null && d.extents().equals(axes.stream().map(Axis::extent).toList()) && d.element().valueType() == value.type();
    if (!fits) violations.add("`" + name + "` is not declared as it is defined");
  }

  private void order(String order, Fold f, String in) {
    Declaration d = program.declarations().get(order);
    List<Term> all = f.around().stream().map(Axis::extent).toList();
    boolean fits = d != null && computed.contains(order) && d.element() == ElementType.I32
        && (d.extents().equals(all) || d.extents().equals(List.of(f.element().extent())));
    if (!fits) violations.add(in + ": `" + order + "` is no order of its elements");
  }

  /// The body reads what is carried at its own row.
  private void ownRows(Fold f, String in) {
    List<Term> row = f.rows().stream().map(Terms::index).toList();
    Set<String> tensors = f.carried().stream().map(Fold.Carried::tensor).collect(Collectors.toSet());
    f.terms().forEach(root -> Terms.walk(root, t -> {
      boolean other = t instanceof Term.Element e && tensors.contains(e.tensor()) && !e.at().subList(0, row.size()).equals(row);
      if (other) violations.add(in + ": " + TensorPrinter.print(t) + " is of another row");
    }));
  }

  /// Counters of loops are sizes to terms, but nothing has an extent that changes from round to round.
  private void extent(Term extent, String in) {
    term(extent, Set.of(), in);
    Terms.walk(extent, t -> {
      boolean counter = t instanceof Term.SizeOf(String name) && program.sizes().stream().noneMatch(s -> s.name().equals(name));
      if (counter) violations.add(in + ": " + TensorPrinter.print(extent) + " is no extent");
    });
  }

  private Set<String> bind(List<Axis> axes, Set<String> outer, String in) {
    Set<String> bound = new HashSet<>(outer);
    for (Axis a : axes) {
      if (!everBound.add(a.index())) violations.add(in + ": index `" + a.index() + "` is bound twice");
      extent(a.extent(), in);
      bound.add(a.index());
    }
    return bound;
  }

  private void term(Term term, Set<String> bound, String in) {
    switch (term) {
      case Term.Number _ -> {}
      case Term.SizeOf(String name) -> {
        if (!sizes.contains(name)) violations.add(in + ": no size `" + name + "`");
      }
      case Term.IndexOf(String name) -> {
        if (!bound.contains(name)) violations.add(in + ": index `" + name + "` is not bound");
      }
      case Term.Element e -> access(e.tensor(), e.at(), bound, in, e.type());
      case Term.Exists e -> access(e.tensor(), e.at(), bound, in, null);
      case Term.Apply a -> {
        if (a.arguments().size() != a.function().arity()) violations.add(in + ": " + a.function() + " of " + a.arguments().size());
        a.arguments().forEach(x -> term(x, bound, in));
        boolean mixed = a.arguments().stream().map(Term::type).distinct().count() > 1;
        boolean draws = a.function().arity() == 5;
        if (mixed && !draws) violations.add(in + ": " + a.function() + " of mixed types in " + TensorPrinter.print(a));
      }
      case Term.Cast c -> term(c.operand(), bound, in);
      case Term.Choose c -> {
        List.of(c.condition(), c.then(), c.otherwise()).forEach(x -> term(x, bound, in));
        if (c.then().type() != c.otherwise().type() || c.condition().type() != ValueType.BOOL) violations.add(in + ": ill-typed choice");
      }
      case Term.Reduce r -> {
        Set<String> inner = bind(r.over(), bound, in);
        term(r.where(), inner, in);
        term(r.body(), inner, in);
      }
      case Term.RowOperation r -> {
        r.at().forEach(x -> term(x, bound, in));
        Set<String> inner = bind(r.over(), bound, in);
        term(r.where(), inner, in);
        term(r.body(), inner, in);
      }
      case Term.Selection s -> {
        s.at().forEach(x -> term(x, bound, in));
        term(s.count(), bound, in);
        Set<String> inner = bind(s.over(), bound, in);
        term(s.where(), inner, in);
        term(s.body(), inner, in);
      }
    }
  }

  private void access(String tensor, List<Term> at, Set<String> bound, String in, ValueType type) {
    at.forEach(x -> term(x, bound, in));
    Declaration d = program.declarations().get(tensor);
    if (d == null) violations.add(in + ": `" + tensor + "` is not declared");
    else if (!computed.contains(tensor)) violations.add(in + ": `" + tensor + "` is read before it is computed");
    else if (d.extents().size() != at.size()) violations.add(in + ": `" + tensor + "` is read with another rank");
    else if (type != null && d.element().valueType() != type) violations.add(in + ": `" + tensor + "` is read as " + type);
  }

}
