package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ValueType;
import dev.tulle.kernel.CompilerBug;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Holds a program to the rules of Tensor IR: every name declared and, if computed, computed before it is read; ranks and types right; every index bound once.
public final class TensorVerifier {
  private final Program program;
  private final List<String> violations = new ArrayList<>();
  private final Set<String> computed = new HashSet<>();
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
      d.extents().forEach(t -> term(t, Set.of(), d.name()));
      if (d.role() != Declaration.Role.LOCAL && d.role() != Declaration.Role.OUTPUT) computed.add(d.name());
    }
    program.requirements().forEach(r -> term(r.condition(), Set.of(), "require"));
    for (Statement s : program.statements()) {
      Declaration target = program.declarations().get(s.target());
      if (target == null) {
        violations.add("`" + s.target() + "` is not declared");
        continue;
      }
      Set<String> bound = bind(s.axes(), Set.of(), s.target());
      if (target.extents().size() != s.axes().size()) violations.add("`" + s.target() + "` has another rank than its definition");
      term(s.where(), bound, s.target());
      term(s.value(), bound, s.target());
      if (s.value().type() != target.element().valueType())
        violations.add("`" + s.target() + "` is " + target.element() + ", its value " + s.value().type());
      if (!computed.add(s.target())) violations.add("`" + s.target() + "` is computed twice");
    }
  }

  private Set<String> bind(List<Axis> axes, Set<String> outer, String in) {
    Set<String> bound = new HashSet<>(outer);
    for (Axis a : axes) {
      if (!everBound.add(a.index())) violations.add(in + ": index `" + a.index() + "` is bound twice");
      term(a.extent(), Set.of(), in);
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
