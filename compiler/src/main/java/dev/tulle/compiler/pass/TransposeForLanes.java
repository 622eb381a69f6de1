package dev.tulle.compiler.pass;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where a sum walks the stored elements of a sparse tensor, lanes cannot run along it, and mostly not along the target's last axis either. Then another axis of the target,
/// one that the sparse tensor does not have, is made the last one of everything that has it, so that lanes run along that:
///
///     y[t, f] = sum(d where defined(w[f, d])) w[f, d] * x[t, d]
///     →  x.by_t[d, t] = x[t, d];  y.by_t[f, t] = sum(d where defined(w[f, d])) w[f, d] * x.by_t[d, t];  y[t, f] = y.by_t[f, t]
///
/// Where it walks a list, weights are laid out with the target's last axis last, once:
///
///     y[t, f] = sum(n: K) w[f, list[t, n]] * x[t, list[t, n]]      →      open w.by_f[d, f] = w[f, d];  y[t, f] = sum(n: K) w.by_f[list[t, n], f] * x[t, list[t, n]]
///
/// Does not fire if the last axis is safe for lanes as it is, nor if the other axis stands anywhere but alone in one position of dense tensors. Must run last: inlining
/// would undo it.
final class TransposeForLanes implements Pass {
  @Override
  public Program run(Program program) {
    return new Rewriting(program).run();
  }

  private static final class Rewriting {
    private final Program program;
    private final Names names;
    private final Map<String, Declaration> declarations;
    /// The steps at hand: those of the program, or of a loop's body.
    private List<Step> steps = new ArrayList<>();
    /// The transposed copies that can be read here, by tensor and axis.
    private Map<String, String> copies = new HashMap<>();
    /// What is there when the session opens.
    private final Set<String> atOpen;
    private boolean changed;

    Rewriting(Program program) {
      this.program = program;
      this.names = Names.of(program);
      this.declarations = new LinkedHashMap<>(program.declarations());
      this.atOpen = program.declarations()
          .values()
          .stream()
          .filter(d -> d.role() == Declaration.Role.WEIGHT || d.role() == Declaration.Role.CONSTANT)
          .map(Declaration::name)
          .collect(Collectors.toCollection(HashSet::new));
      program.steps().stream().filter(s -> s.stage() == Statement.Stage.OPEN).flatMap(Step::writes).forEach(atOpen::add);
    }

    Program run() {
      List<Step> all = within(program.steps(), Set.of());
      return changed ? program.with(declarations, all) : program;
    }

    /// @param changing what has other elements from round to round: copies from before the loop are of no use in it
    private List<Step> within(List<Step> body, Set<String> changing) {
      List<Step> outerSteps = steps;
      Map<String, String> outerCopies = copies;
      steps = new ArrayList<>();
      copies = new HashMap<>(outerCopies);
      copies.keySet().removeIf(key -> changing.contains(key.substring(0, key.indexOf(' '))));
      for (Step step : body) {
        switch (step) {
          case Statement s -> {
            Optional<Axis> axis = axisForLanes(s);
            if (axis.isPresent()) transpose(s, axis.get());
            else if (lastIsForLanes(s)) steps.add(s.with(s.where(), replace(s.value(), s.axes().getLast().index(), Statement.Stage.OPEN)));
            else steps.add(s);
          }
          case Fold _, Listing _, Measure _, Either _ -> steps.add(step);
          case Repeat r -> steps.add(r.with(within(r.body(), r.writes().collect(Collectors.toSet()))));
        }
      }
      List<Step> result = steps;
      steps = outerSteps;
      copies = outerCopies;
      return result;
    }

    private Optional<Axis> axisForLanes(Statement s) {
      if (s.axes().size() < 2 || !walksStored(s.value())) return Optional.empty();
      Axis last = s.axes().getLast();
      LaneSafety safety = new LaneSafety(program, last.index());
      if (safety.allows(s.where()) && safety.allows(s.value())) return Optional.empty();
      return s.axes()
          .reversed()
          .stream()
          .skip(1)
          .filter(a -> !Terms.mentions(s.where(), a.index()) && Terms.mentions(s.value(), a.index()) && standsAlone(s.value(), a.index()))
          .findFirst();
    }

    /// Whether lanes could run along the last axis if weights that are read at listed positions had it last.
    private boolean lastIsForLanes(Statement s) {
      if (s.axes().isEmpty()) return false;
      String last = s.axes().getLast().index();
      if (!walksListed(s.value()) || Terms.mentions(s.where(), last) || !standsAlone(s.value(), last)) return false;
      boolean[] some = {false};
      boolean[] known = {true};
      Terms.walk(s.value(), t -> {
        if (!(t instanceof Term.Element e) || e.at().indexOf(new Term.IndexOf(last)) < 0) return;
        if (e.at().getLast().equals(new Term.IndexOf(last))) return;
        some[0] = true;
        known[0] &= atOpen.contains(e.tensor());
      });
      return some[0] && known[0];
    }

    /// Whether a reduction in the term reads tensors at positions that are loaded for each of its indices.
    private static boolean walksListed(Term term) {
      boolean[] found = {false};
      Terms.walk(term, t -> {
        if (!(t instanceof Term.Reduce r)) return;
        Terms.walk(r.body(), x -> found[0] |= x instanceof Term.Element e && e.at().stream().anyMatch(p -> isLoaded(p, r.over())));
      });
      return found[0];
    }

    private static boolean isLoaded(Term position, List<Axis> over) {
      return position instanceof Term.Element e && over.stream().anyMatch(a -> Terms.mentions(e, a.index()));
    }

    /// Whether a reduction in the term runs over what a sparse tensor stores.
    private static boolean walksStored(Term term) {
      boolean[] found = {false};
      Terms.walk(
          term,
          t -> {
            if (!(t instanceof Term.Reduce r)) return;
            Set<String> bound = Set.copyOf(r.over().stream().map(Axis::index).toList());
            for (Term c : Terms.conjuncts(r.where())) {
              found[0] |= c instanceof Term.Exists e && Terms.freeIndices(e).stream().anyMatch(bound::contains);
            }
          });
      return found[0];
    }

    private boolean standsAlone(Term term, String index) {
      return switch (term) {
        case Term.Element e when Terms.mentions(e, index) -> {
          long mentioning = e.at().stream().filter(p -> Terms.mentions(p, index)).count();
          boolean alone = e.at().contains(new Term.IndexOf(index));
          yield mentioning == 1 && alone && e.checked().isEmpty() && program.declaration(e.tensor()).isDense();
        }
        case Term.Exists e -> !Terms.mentions(e, index);
        case Term.IndexOf(String name) -> !name.equals(index);
        case Term.Reduce r -> !Terms.mentions(r.where(), index) && standsAlone(r.body(), index);
        case Term.Element _, Term.Number _, Term.SizeOf _ -> true;
        case Term.Apply a -> a.arguments().stream().allMatch(x -> standsAlone(x, index));
        case Term.Cast c -> standsAlone(c.operand(), index);
        case Term.Choose c -> !Terms.mentions(c.condition(), index) && standsAlone(c.then(), index) && standsAlone(c.otherwise(), index);
        case Term.RowOperation _, Term.Selection _ -> false;
      };
    }

    private void transpose(Statement s, Axis axis) {
      changed = true;
      Term value = replace(s.value(), axis.index(), s.stage());
      List<Axis> axes = new ArrayList<>(s.axes());
      axes.remove(axis);
      axes.add(axis);
      Declaration target = program.declaration(s.target());
      String name = names.fresh(s.target() + ".by_" + axis.index());
      declare(name, target, axes.stream().map(Axis::extent).toList());
      steps.add(new Statement(name, axes, s.where(), value, s.stage()));
      List<Axis> own = Terms.renamed(s.axes(), names);
      Map<String, Term> renaming = Terms.renaming(s.axes(), own);
      List<Term> at = axes.stream().map(a -> renaming.get(a.index())).toList();
      Term where = Terms.substitute(Terms.refresh(s.where(), names), renaming);
      steps.add(new Statement(s.target(), own, where, new Term.Element(name, value.type(), at, List.of()), s.stage()));
    }

    private Term replace(Term term, String index, Statement.Stage stage) {
      if (term instanceof Term.Element e && e.at().indexOf(new Term.IndexOf(index)) >= 0) {
        int position = e.at().indexOf(new Term.IndexOf(index));
        if (position == e.at().size() - 1) return term;
        String copy = copies.computeIfAbsent(e.tensor() + " " + position,
            _ -> copy(program.declaration(e.tensor()), position, index, stage));
        return new Term.Element(copy, e.type(), moved(e.at(), position), List.of());
      }
      return Terms.mapChildren(term, child -> replace(child, index, stage));
    }

    private String copy(Declaration d, int position, String index, Statement.Stage stage) {
      changed = true;
      String name = names.fresh(d.name() + ".by_" + index);
      List<Axis> axes = new ArrayList<>();
      for (int a = 0; a < d.extents().size(); a++) axes.add(new Axis(names.fresh(a == position ? index : "i"), d.extents().get(a)));
      declare(name, d, moved(d.extents(), position));
      Term element = new Term.Element(d.name(), d.element().valueType(), axes.stream().map(Terms::index).toList(), List.of());
      steps.add(new Statement(name, moved(axes, position), Terms.TRUE, element, stage));
      return name;
    }

    private void declare(String name, Declaration like, List<Term> extents) {
      declarations.put(
          name,
          new Declaration(name, Declaration.Role.LOCAL, like.pattern(), like.element(), extents, new Declaration.Storage.Dense(), List.of(),
              ""));
    }

    private static <T> List<T> moved(List<T> list, int position) {
      List<T> result = new ArrayList<>(list);
      result.add(result.remove(position));
      return result;
    }
  }
}
