package dev.tulle.compiler.pass;

import dev.tulle.compiler.analysis.Weight;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Puts the definition of a local tensor in the place of its only read, where that evaluates it no more often than before: the read stands at plain distinct indices, and
/// these are all the indices around it.
///
///     a[i, j] = x[i, j] * 2;  b[j, i] = a[i, j] + 1      →      b[j, i] = x[i, j] * 2 + 1
///
/// Does not fire across stages (what is computed at open stays there) nor into a loop or a fold, on a read with further indices around it, or where the statement would become too large for a kernel. Must run after stages are assigned.
final class InlineSingleUses implements Pass {
  @Override
  public Program run(Program program) {
    return new Rewriting(program).run();
  }

  private static final class Rewriting {
    private final Program program;
    private final Names names;
    private final Map<String, Integer> uses = new HashMap<>();
    private final Set<String> gone = new HashSet<>();

    Rewriting(Program program) {
      this.program = program;
      this.names = Names.of(program);
      program.steps().forEach(this::count);
    }

    Program run() {
      List<Step> steps = steps(program.steps());
      if (gone.isEmpty()) return program;
      Map<String, Declaration> declarations = new LinkedHashMap<>(program.declarations());
      declarations.keySet().removeAll(gone);
      return program.with(declarations, Step.replace(steps, s -> gone.contains(s.target()) ? List.of() : List.of(s)));
    }

    /// Nothing moves into a loop: it would be computed again and again.
    private List<Step> steps(List<Step> steps) {
      Map<String, Statement> available = new HashMap<>();
      List<Step> result = new ArrayList<>();
      for (Step step : steps) {
        result.add(
            switch (step) {
              case Statement s -> statement(s, available);
              case Repeat r -> r.with(steps(r.body()));
              case Fold _, Listing _, Measure _, Either _ -> step;
            });
      }
      return result;
    }

    private Statement statement(Statement s, Map<String, Statement> available) {
      Term where = Context.rewrite(s.where(), Context.ofWhere(s), (t, c) -> inline(t, c, s, available));
      Statement narrowed = s.with(where, s.value());
      Statement next = s.with(where, Context.rewrite(s.value(), Context.ofValue(narrowed), (t, c) -> inline(t, c, s, available)));
      if (uses.getOrDefault(s.target(), 0) == 1 && program.declaration(s.target()).role() == Role.LOCAL) available.put(s.target(), next);
      return next;
    }

    private Term inline(Term t, Context context, Statement reader, Map<String, Statement> available) {
      if (!(t instanceof Term.Element e) || !available.containsKey(e.tensor()) || !Hoister.atDistinctIndices(e)) return t;
      Statement definition = available.get(e.tensor());
      Set<String> around = context.axes().stream().map(Axis::index).collect(Collectors.toSet());
      Set<String> at = e.at().stream().map(p -> ((Term.IndexOf) p).name()).collect(Collectors.toSet());
      if (definition.stage() != reader.stage() || !at.equals(around)) return t;
      if (isRow(definition.value()) && !takesItsPlace(e, reader, definition)) return t;
      if (Weight.of(definition.value()) + Weight.of(reader.value()) > Weight.LARGEST) return t;
      gone.add(e.tensor());
      Term value = Terms.substitute(Terms.refresh(definition.value(), names), Terms.binding(definition.axes(), e.at()), names);
      return stored(program.declaration(e.tensor()).element(), value);
    }

    /// An operator over a whole row stays all of a statement's value.
    private static boolean isRow(Term value) {
      return value instanceof Term.Selection || value instanceof Term.RowOperation;
    }

    private boolean takesItsPlace(Term.Element e, Statement reader, Statement definition) {
      boolean same = program.declaration(e.tensor()).element() == program.declaration(reader.target()).element();
      boolean everywhere = reader.where().equals(Terms.TRUE) && definition.where().equals(Terms.TRUE);
      return same && everywhere && reader.value().equals(e) && e.at().equals(reader.axes().stream().map(Terms::index).toList());
    }

    /// What a loop hands from round to round is used by the loop itself, too.
    private void count(Step step) {
      switch (step) {
        case Statement s -> s.terms().forEach(this::count);
        case Fold f -> {
          f.terms().forEach(this::count);
          f.order().ifPresent(o -> uses.merge(o, 2, Integer::sum));
        }
        case Repeat r -> {
          r.body().forEach(this::count);
          r.handed().forEach(t -> uses.merge(t, 2, Integer::sum));
        }
        case Listing _, Measure _, Either _ -> step.reads().forEach(t -> uses.merge(t, 2, Integer::sum));
      }
    }

    private void count(Term root) {
      Terms.walk(
          root,
          t -> {
            if (t instanceof Term.Element e) uses.merge(e.tensor(), 1, Integer::sum);
            if (t instanceof Term.Exists e) uses.merge(e.tensor(), 2, Integer::sum);
          });
    }
  }

  /// The value as it would have been read back.
  private static Term stored(ElementType element, Term value) {
    return switch (element) {
      case F32, I32, BOOL -> value;
      case F16, BF16, I8, U8 -> new Term.Cast(element, value);
    };
  }
}
