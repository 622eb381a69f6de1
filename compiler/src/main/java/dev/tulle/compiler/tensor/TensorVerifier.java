package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.CompilerBug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
      if (d.role() != Declaration.Role.LOCAL && d.role() != Declaration.Role.OUTPUT) computed.add(d.name());
    }
    program.requirements().forEach(r -> term(r.condition(), Set.of(), "require"));
    steps(program.steps());
  }

  private void steps(List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Statement s -> statement(s);
        case Repeat r -> repeat(r);
      }
    }
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
    if (!everComputed.add(s.target())) violations.add("`" + s.target() + "` is computed twice");
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
    steps(r.body());
    r.carried().forEach(c -> next(c, r.body(), in));
    r.until().ifPresent(u -> {
      Declaration d = program.declarations().get(u);
      boolean flag = d != null && computed.contains(u) && !before.contains(u) && d.element() == ElementType.BOOL && d.extents().isEmpty();
      if (!flag) violations.add(in + ": `" + u + "` is no boolean that the body computes");
    });
    sizes.remove(r.counter());
    computed.retainAll(before);
  }

  /// What a round hands on is computed in it, all of it, and is like the tensor that takes it.
  private void next(Repeat.Carried c, List<Step> body, String in) {
    Declaration tensor = program.declarations().get(c.tensor());
    Declaration next = program.declarations().get(c.next());
    boolean whole = body.stream().anyMatch(s -> s instanceof Statement t && t.target().equals(c.next()) && t.where().equals(Terms.TRUE));
    boolean alike = tensor != null && next != null && tensor.extents().equals(next.extents()) && tensor.element() == next.element()
        && tensor.isDense() && next.isDense() && next.role() == Declaration.Role.LOCAL;
    if (!whole || !alike) violations.add(in + ": `" + c.next() + "` is no next value of `" + c.tensor() + "`");
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
