package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/// Rewrites the statements of a program one after another, and lets a rewriting give a part a name of its own: a local tensor that is computed just before.
final class Hoister {
  final Names names;
  private final Map<String, Declaration> declarations;
  /// What stands before the statement at hand because of it.
  private final List<Step> before = new ArrayList<>();
  private Statement current;

  private Hoister(Program program) {
    this.names = Names.of(program);
    this.declarations = new LinkedHashMap<>(program.declarations());
  }

  /// A rewriting of one part of a term, which may name things.
  interface Rewriting {
    Term apply(Term term, Context context, Hoister hoister);
  }

  static Program rewrite(Program program, Rewriting rewriting) {
    Hoister hoister = new Hoister(program);
    BiFunction<Term, Context, Term> f = (term, context) -> rewriting.apply(term, context, hoister);
    List<Step> steps = Step.replace(program.steps(), s -> hoister.rewrite(s, f));
    return program.with(hoister.declarations, steps);
  }

  private List<Step> rewrite(Statement s, BiFunction<Term, Context, Term> f) {
    current = s;
    before.clear();
    Term where = Context.rewrite(s.where(), Context.ofWhere(s), f);
    Statement next = s.with(where, s.value());
    Statement last = next.with(where, Context.rewrite(s.value(), Context.ofValue(next), f));
    before.add(last);
    return List.copyOf(before);
  }

  Declaration declaration(String tensor) {
    return declarations.get(tensor);
  }

  /// The term as an element of a tensor: itself, if it is one already at plain distinct indices; else of a new local tensor that holds it.
  Term named(String suffix, Term term, Context context) {
    if (term instanceof Term.Element e && e.checked().isEmpty() && declarations.get(e.tensor()).isDense() && atDistinctIndices(e))
      return term;
    return hoist(suffix, term, context);
  }

  static boolean atDistinctIndices(Term.Element e) {
    return e.at().stream().allMatch(p -> p instanceof Term.IndexOf) && Set.copyOf(e.at()).size() == e.at().size();
  }

  /// Computes the term before the statement at hand, for all values of its free indices for which the context can ask for it; gives the element to read instead.
  Term hoist(String suffix, Term term, Context context) {
    Set<String> wanted = new LinkedHashSet<>(Terms.freeIndices(term));
    List<Axis> axes = context.axesOf(wanted);
    List<Axis> own = Terms.renamed(axes, names);
    Term domain = project(context, wanted, Terms.mayFail(term));
    Map<String, Term> renaming = Terms.renaming(axes, own);
    String name = names.fresh(current.target() + "." + suffix);
    ElementType element = switch (term.type()) {
      case FLOAT -> ElementType.F32;
      case INT -> ElementType.I32;
      case BOOL -> ElementType.BOOL;
    };
    List<Term> extents = axes.stream().map(Axis::extent).toList();
    boolean pattern = term.type() == ValueType.BOOL;
    declarations.put(
        name, new Declaration(name, Declaration.Role.LOCAL, pattern, element, extents, new Declaration.Storage.Dense(), List.of(), ""));
    Term where = Terms.substitute(Terms.refresh(domain, names), renaming);
    Term value = Terms.substitute(Terms.refresh(term, names), renaming);
    before.add(new Statement(name, own, where, value, current.stage()));
    return new Term.Element(name, term.type(), axes.stream().map(Terms::index).toList(), List.of());
  }

  /// What the context says of the given indices alone. Dropping a condition only computes more than is asked for; where that could report an error of the data for an
  /// element nobody reads (`exact`), the other indices are quantified instead.
  private Term project(Context context, Set<String> indices, boolean exact) {
    List<Term> kept = new ArrayList<>();
    List<Term> dropped = new ArrayList<>();
    for (Term c : Terms.conjuncts(context.condition())) (indices.containsAll(Terms.freeIndices(c)) ? kept : dropped).add(c);
    if (!exact || dropped.isEmpty()) return Terms.and(kept);
    List<Axis> others = context.axes().stream().filter(a -> !indices.contains(a.index())).toList();
    Term some = new Term.Reduce(ReduceOperator.ANY, others, Terms.and(dropped), Terms.TRUE);
    return Terms.and(Terms.and(kept), Terms.refresh(some, names));
  }

}
