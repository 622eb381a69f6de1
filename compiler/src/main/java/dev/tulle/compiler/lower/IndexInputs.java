package dev.tulle.compiler.lower;

import dev.tulle.compiler.pass.Context;
import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.runtime.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// Integer inputs whose every element is a position in some tensor, under no condition: they are checked when they are bound. Where a condition stands around the read, the
/// kernel checks what it reads, because other elements may be anything.
final class IndexInputs {
  private final Program program;
  private final Function<Term, Expr> extent;
  private final Map<String, Term> smallest = new HashMap<>();
  private final Map<String, Plan.IndexRange> ranges = new HashMap<>();

  /// @param extent how a plan says an extent
  IndexInputs(Program program, Function<Term, Expr> extent) {
    this.program = program;
    this.extent = extent;
    // What stands in a loop is read only if there is a round.
    for (Step step : program.steps()) if (step instanceof Statement s) Context.rewrite(s.value(), Context.ofValue(s), this::look);
  }

  Optional<Plan.IndexRange> of(String input) {
    return Optional.ofNullable(ranges.get(input));
  }

  private Term look(Term term, Context context) {
    if (term instanceof Term.Element e && context.condition().equals(Terms.TRUE)) {
      for (int axis : e.checked()) {
        if (e.at().get(axis) instanceof Term.Element position && readsAll(position, context)) note(position.tensor(), e, axis);
      }
    }
    return term;
  }

  private boolean readsAll(Term.Element position, Context context) {
    Declaration d = program.declaration(position.tensor());
    if (d.role() != Declaration.Role.INPUT || !d.isDense()) return false;
    for (int a = 0; a < d.extents().size(); a++) {
      Term at = position.at().get(a);
      Term axisExtent = d.extents().get(a);
      Optional<Axis> bound = context.axes().stream().filter(x -> Terms.index(x).equals(at)).findFirst();
      if (bound.isEmpty() || !bound.get().extent().equals(axisExtent)) return false;
    }
    return position.at().stream().distinct().count() == position.at().size();
  }

  private void note(String input, Term.Element reader, int axis) {
    Term limit = program.declaration(reader.tensor()).extents().get(axis);
    OptionalLong now = Arithmetic.constant(limit);
    OptionalLong before = smallest.containsKey(input) ? Arithmetic.constant(smallest.get(input)) : OptionalLong.empty();
    boolean smaller = now.isPresent() && before.isPresent() && now.getAsLong() < before.getAsLong();
    if (smallest.containsKey(input) && !smaller) return;
    smallest.put(input, limit);
    Term plain = new Term.Element(reader.tensor(), reader.type(), reader.at(), List.of());
    ranges.put(input, new Plan.IndexRange(extent.apply(limit), "`" + TensorPrinter.print(plain) + "`, axis " + axis));
  }
}
