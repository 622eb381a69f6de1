package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.integer;
import static dev.tulle.compiler.tensor.Terms.less;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.Panels;
import dev.tulle.compiler.analysis.Weight;
import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Where a sum reads something known at open with the target's last axis in front of the summed one, lanes along that axis would jump through memory. It is laid out in panels of
/// columns, once:
///
///     y[t, f] = sum(d: D) w[f, d] * x[t, d]
///     →  open w.panels[b: (F + 31) / 32, d, c: 32] = if 32 b + c < F then w[32 b + c, d] else 0
///        y[t, f] = sum(d: D) w.panels[f / 32, d, f mod 32] * x[t, d]
///
/// What a sum is put into, if that is long, is a statement of its own. Does not fire where lanes cannot run along the last axis all the same, nor where a condition bounds it. Must run after other layouts have been chosen.
final class PackPanels implements Pass {
  /// A target with fewer columns would mostly compute what is left of a panel.
  private static final int FEWEST = Panels.WIDTH / 2;
  /// What the rest of a value may weigh beside its sums.
  private static final int LIGHT = 30;

  @Override
  public Program run(Program program) {
    return new Packing(program).run();
  }

  private static final class Packing {
    private final Program program;
    private final Names names;
    private final Map<String, Declaration> declarations;
    private final List<Step> steps = new ArrayList<>();
    /// What has been laid out, by tensor and axis.
    private final Map<String, String> panels = new HashMap<>();
    /// What is there when the session opens, as far as the steps at hand.
    private final Set<String> atOpen = new HashSet<>();

    Packing(Program program) {
      this.program = program;
      this.names = Names.of(program);
      this.declarations = new LinkedHashMap<>(program.declarations());
      program.all(Declaration.Role.WEIGHT).forEach(d -> atOpen.add(d.name()));
    }

    Program run() {
      for (Step step : program.steps()) {
        steps.addAll(pack(step));
        if (step.stage() == Stage.OPEN) step.writes().forEach(atOpen::add);
      }
      return panels.isEmpty() ? program : program.with(declarations, steps);
    }

    private List<Step> pack(Step step) {
      return switch (step) {
        case Statement s when canPack(s) -> alone(s.with(s.where(), read(s.value(), s.axes().getLast().index(), false)));
        case Repeat r -> List.of(r.with(r.body().stream().flatMap(inner -> pack(inner).stream()).toList()));
        case Statement _, Fold _, Listing _, Measure _, Either _ -> List.of(step);
      };
    }

    /// The sums as statements of their own, where what is done with them is much: said again for each of the sums that a kernel holds at a time, it would be too much code for a JIT
    /// compiler.
    private List<Step> alone(Statement s) {
      List<Term.Reduce> sums = new ArrayList<>();
      collect(s.value(), sums);
      if (Weight.of(s.value()) - sums.stream().mapToInt(Weight::of).sum() <= LIGHT) return List.of(s);
      List<Step> result = new ArrayList<>();
      Map<Term, Term> named = new HashMap<>();
      for (Term.Reduce sum : sums) {
        String name = names.fresh(s.target() + ".sum");
        declarations.put(name, Declaration.local(name, ElementType.F32, s.axes().stream().map(Axis::extent).toList()));
        result.add(renamed(new Statement(name, s.axes(), s.where(), sum, s.stage())));
        named.put(sum, new Term.Element(name, sum.type(), s.axes().stream().map(Terms::index).toList(), List.of()));
      }
      result.add(s.with(s.where(), replace(s.value(), named)));
      return result;
    }

    private Statement renamed(Statement s) {
      List<Axis> own = Terms.renamed(s.axes(), names);
      Map<String, Term> renaming = Terms.renaming(s.axes(), own);
      Term where = Terms.substitute(Terms.refresh(s.where(), names), renaming);
      return new Statement(s.target(), own, where, Terms.substitute(Terms.refresh(s.value(), names), renaming), s.stage());
    }

    /// The sums over panels that are computed in any case.
    private static void collect(Term term, List<Term.Reduce> sums) {
      switch (term) {
        case Term.Reduce r when r.type() == ValueType.FLOAT -> sums.add(r);
        case Term.Apply a -> a.arguments().forEach(x -> collect(x, sums));
        case Term.Cast c -> collect(c.operand(), sums);
        case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _ -> {}
        case Term.Reduce _, Term.Choose _, Term.RowOperation _, Term.Selection _ -> {}
      }
    }

    private static Term replace(Term term, Map<Term, Term> named) {
      return named.containsKey(term) ? named.get(term) : Terms.mapChildren(term, child -> replace(child, named));
    }

    private boolean canPack(Statement s) {
      if (s.axes().isEmpty()) return false;
      Axis column = s.axes().getLast();
      OptionalLong columns = Arithmetic.constant(column.extent());
      if (columns.isPresent() && columns.getAsLong() < FEWEST || Terms.mentions(s.where(), column.index())) return false;
      LaneSafety safety = new LaneSafety(program, column.index());
      return !safety.allows(s.value()) && safety.allows(withoutStrided(s.value(), column.index(), false));
    }

    /// The term as lanes would see it if all that can be laid out were.
    private Term withoutStrided(Term term, String column, boolean summed) {
      if (summed && isStrided(term, column)) return new Term.Number(term.type(), 0);
      boolean inside = summed || term instanceof Term.Reduce;
      return Terms.mapChildren(term, child -> withoutStrided(child, column, inside));
    }

    /// Whether the term reads consecutive columns at a distance, and could be laid out otherwise.
    private boolean isStrided(Term term, String column) {
      if (!(term instanceof Term.Element e) || !atOpen.contains(e.tensor()) || !program.declaration(e.tensor()).isDense()) return false;
      int at = e.at().indexOf(new Term.IndexOf(column));
      long mentioning = e.at().stream().filter(p -> Terms.mentions(p, column)).count();
      return at >= 0 && at < e.at().size() - 1 && mentioning == 1 && e.checked().isEmpty();
    }

    private Term read(Term term, String column, boolean summed) {
      if (summed && isStrided(term, column)) {
        Term.Element e = (Term.Element) term;
        int axis = e.at().indexOf(new Term.IndexOf(column));
        List<Term> at = new ArrayList<>(e.at());
        at.set(axis, Panels.panel(e.at().get(axis)));
        at.add(Panels.place(e.at().get(axis)));
        return new Term.Element(panels.computeIfAbsent(e.tensor() + " " + axis, _ -> layOut(e.tensor(), axis)), e.type(), at, List.of());
      }
      boolean inside = summed || term instanceof Term.Reduce;
      return Terms.mapChildren(term, child -> read(child, column, inside));
    }

    private String layOut(String tensor, int axis) {
      Declaration d = program.declaration(tensor);
      String name = names.fresh(tensor + ".panels");
      List<Axis> axes = new ArrayList<>();
      for (Term extent : d.extents()) axes.add(new Axis(names.fresh("i"), extent));
      Term columns = d.extents().get(axis);
      axes.set(axis, new Axis(names.fresh("panel"), Panels.count(columns)));
      List<Term> at = new ArrayList<>(axes.stream().map(Terms::index).toList());
      axes.add(new Axis(names.fresh("column"), integer(Panels.WIDTH)));
      Term column = Arithmetic.add(Arithmetic.multiply(Terms.index(axes.get(axis)), Panels.WIDTH), Terms.index(axes.getLast()));
      at.set(axis, column);
      ValueType type = d.element().valueType();
      Term value = new Term.Choose(less(column, columns), new Term.Element(tensor, type, at, List.of()), new Term.Number(type, 0));
      declarations.put(name, Declaration.local(name, d.element(), axes.stream().map(Axis::extent).toList()));
      steps.add(new Statement(name, axes, Terms.TRUE, value, Stage.OPEN));
      return name;
    }
  }
}
