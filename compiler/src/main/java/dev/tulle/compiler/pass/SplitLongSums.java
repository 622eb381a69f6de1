package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.apply;
import static dev.tulle.compiler.tensor.Terms.integer;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;

import dev.tulle.compiler.tensor.Arithmetic;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A few elements that reduce a long axis would keep one worker busy and the others waiting. Where the sizes of a run turn out so, parts of the axis are reduced side by side, then
/// the parts; how many there are depends on nothing, so neither do the bits of the result:
///
///     loss = sum(i: N) x[i]      →      if 16384 <= N then loss.parts[c: 64] = sum(i: N where i in part c) x[i];  loss = sum(c: 64) loss.parts[c]
///                                       else loss = sum(i: N) x[i]
///
/// Does not fire in loops and at open, on what can report an error of the data, and where a stored list gives the values of the index. Must run last.
final class SplitLongSums implements Pass {
  private static final int PARTS = 64;
  /// Elements that are enough for all workers.
  private static final int FEW = 64;
  private static final int LONG = 1 << 14;

  @Override
  public Program run(Program program) {
    Names names = Names.of(program);
    Map<String, Declaration> declarations = new LinkedHashMap<>(program.declarations());
    List<Step> steps = new ArrayList<>();
    for (Step step : program.steps()) {
      if (step instanceof Statement s && s.stage() == Stage.RUN) steps.addAll(split(s, names, declarations));
      else steps.add(step);
    }
    return steps.equals(program.steps()) ? program : program.with(declarations, steps);
  }

  private static List<? extends Step> split(Statement s, Names names, Map<String, Declaration> declarations) {
    Optional<Term.Reduce> found = longest(s.value());
    boolean plain = s.where().equals(Terms.TRUE) && !Terms.mayFail(s.value());
    if (found.isEmpty() || !plain) return List.of(s);
    Term.Reduce r = found.get();
    // As many elements as are reduced: never few and long.
    if (s.axes().stream().anyMatch(a -> a.extent().equals(r.over().getFirst().extent()))) return List.of(s);
    Term elements = s.axes().stream().map(Axis::extent).reduce(integer(1), (a, b) -> apply(Function.MULTIPLY, a, b));
    Term condition = and(decided(lessEqual(integer(LONG), r.over().getFirst().extent())), decided(less(elements, integer(FEW))));
    if (condition.equals(Terms.FALSE)) return List.of(s);
    String parts = names.fresh(s.target() + ".parts");
    List<Statement> then = List.of(parts(s, r, parts, names, declarations), whole(s, r, parts, names));
    return condition.equals(Terms.TRUE) ? then : List.of(new Either(condition, then, List.of(s)));
  }

  /// A reduction that is not in another one, over an axis that is or may turn out long.
  private static Optional<Term.Reduce> longest(Term term) {
    return switch (term) {
      case Term.Reduce r -> canSplit(r) ? Optional.of(r) : Optional.empty();
      case Term.Apply a -> a.arguments().stream().flatMap(x -> longest(x).stream()).findFirst();
      case Term.Cast c -> longest(c.operand());
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _ -> Optional.empty();
      case Term.Choose _, Term.RowOperation _, Term.Selection _ -> Optional.empty();
    };
  }

  private static boolean canSplit(Term.Reduce r) {
    boolean listed = Terms.conjuncts(r.where())
        .stream()
        .anyMatch(c -> c instanceof Term.Exists e && e.at().getLast().equals(Terms.index(r.over().getFirst())));
    boolean best = r.operator() == ReduceOperator.ARGMAX || r.operator() == ReduceOperator.ARGMIN;
    return !listed && !best && !decided(lessEqual(integer(LONG), r.over().getFirst().extent())).equals(Terms.FALSE);
  }

  private static Term decided(Term comparison) {
    List<Term> sides = ((Term.Apply) comparison).arguments();
    var a = Arithmetic.constant(sides.get(0));
    var b = Arithmetic.constant(sides.get(1));
    if (a.isEmpty() || b.isEmpty()) return comparison;
    boolean holds = ((Term.Apply) comparison).function() == Function.LESS ? a.getAsLong() < b.getAsLong() : a.getAsLong() <= b.getAsLong();
    return holds ? Terms.TRUE : Terms.FALSE;
  }

  private static Statement parts(Statement s, Term.Reduce r, String name, Names names, Map<String, Declaration> declarations) {
    Axis part = new Axis(names.fresh("part"), integer(PARTS));
    List<Axis> axes = new ArrayList<>(List.of(part));
    List<Axis> own = Terms.renamed(s.axes(), names);
    axes.addAll(own);
    ElementType element = switch (r.type()) {
      case FLOAT -> ElementType.F32;
      case INT -> ElementType.I32;
      case BOOL -> ElementType.BOOL;
    };
    declarations.put(name, Declaration.local(name, element, axes.stream().map(Axis::extent).toList()));
    Term.Reduce copy = (Term.Reduce) Terms.substitute(Terms.refresh(r, names), Terms.renaming(s.axes(), own));
    Axis over = copy.over().getFirst();
    Term length = Arithmetic.divide(Arithmetic.add(over.extent(), integer(PARTS - 1)), PARTS);
    Term from = apply(Function.MULTIPLY, Terms.index(part), length);
    Term inside = and(lessEqual(from, Terms.index(over)), less(Terms.index(over), Arithmetic.add(from, length)));
    return new Statement(name, axes, Terms.TRUE, new Term.Reduce(r.operator(), copy.over(), and(inside, copy.where()), copy.body()),
        s.stage());
  }

  private static Statement whole(Statement s, Term.Reduce r, String parts, Names names) {
    Axis part = new Axis(names.fresh("part"), integer(PARTS));
    List<Term> at = new ArrayList<>(List.of(Terms.index(part)));
    s.axes().forEach(a -> at.add(Terms.index(a)));
    Term element = new Term.Element(parts, r.type(), at, List.of());
    ReduceOperator operator = r.operator() == ReduceOperator.COUNT ? ReduceOperator.SUM : r.operator();
    Term value = replace(s.value(), r, new Term.Reduce(operator, List.of(part), Terms.TRUE, element));
    List<Axis> own = Terms.renamed(s.axes(), names);
    return new Statement(s.target(), own, s.where(), Terms.substitute(Terms.refresh(value, names), Terms.renaming(s.axes(), own)),
        s.stage());
  }

  private static Term replace(Term term, Term.Reduce r, Term by) {
    return term == r ? by : Terms.mapChildren(term, child -> replace(child, r, by));
  }
}
