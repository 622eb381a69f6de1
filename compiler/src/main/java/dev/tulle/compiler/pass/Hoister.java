package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.FoldStep;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rewrites the statements of a program one after another, and lets a rewriting give a part a name of its own: a local tensor that is computed just before.
final class Hoister {
  final Names names;
  private final Map<String, Declaration> declarations;
  /// What stands before the statement at hand because of it.
  private final List<Step> before = new ArrayList<>();
  /// What has a name because of it.
  private final Map<Part, String> parts = new LinkedHashMap<>();
  /// How often each reduction stands in the statement at hand.
  private final Map<Term, Integer> reductions = new HashMap<>();
  /// What the names of parts begin with.
  private String target = "";
  private Statement.Stage stage = Statement.Stage.RUN;
  /// The body that a term stands in, if it does.
  private Optional<Body> body = Optional.empty();

  /// What a name stands for: a term for all values of some axes where a condition holds, whatever the axes and all that it binds are called.
  private record Part(Term term, List<Term> extents, Set<Term> where, boolean inBody) {
    static Part of(Term term, List<Axis> axes, Term where, boolean inBody) {
      Map<String, Term> places = new HashMap<>();
      axes.forEach(a -> places.put(a.index(), new Term.IndexOf("@" + places.size())));
      Set<Term> conjuncts = Terms.conjuncts(where).stream().map(c -> canonical(c, places)).collect(Collectors.toSet());
      return new Part(canonical(term, places), axes.stream().map(Axis::extent).toList(), conjuncts, inBody);
    }

    private static Term canonical(Term term, Map<String, Term> places) {
      return Terms.canonical(Terms.substitute(term, places));
    }

    /// Whether this is computed for everything that the other is wanted for.
    boolean has(Part other) {
      return inBody == other.inBody && extents.equals(other.extents) && term.equals(other.term) && other.where.containsAll(where);
    }
  }

  /// @param steps what stands in the body so far
  private record Body(Fold fold, List<FoldStep> steps) {
    /// Whether only the body knows what the term reads.
    boolean owns(Term term) {
      return !Collections.disjoint(Terms.reads(term), fold.locals()) || !Collections.disjoint(Terms.reads(term), values());
    }

    /// Whether what follows is for some elements only.
    boolean leavesElements() {
      return steps.stream().anyMatch(s -> !(s instanceof FoldStep.Let));
    }

    private Set<String> values() {
      return steps.stream().flatMap(s -> s instanceof FoldStep.Let l ? Stream.of(l.name()) : Stream.empty()).collect(Collectors.toSet());
    }
  }

  private Hoister(Program program) {
    this.names = Names.of(program);
    this.declarations = new LinkedHashMap<>(program.declarations());
  }

  /// A rewriting of one part of a term, which may name things.
  interface Rewriting {
    Term apply(Term term, Context context, Hoister hoister);
  }

  static Program rewrite(Program program, Rewriting rewriting) {
    return rewrite(program, _ -> rewriting);
  }

  /// Rewrites each statement and each fold in a way of its own.
  static Program rewrite(Program program, Function<Step, Rewriting> rewriting) {
    Hoister hoister = new Hoister(program);
    List<Step> steps = Step.replace(program.steps(), s -> hoister.rewrite(s, hoister.bound(rewriting.apply(s))),
        fold -> hoister.rewrite(fold, hoister.bound(rewriting.apply(fold))));
    return program.with(hoister.declarations, steps);
  }

  private BiFunction<Term, Context, Term> bound(Rewriting rewriting) {
    return (term, context) -> rewriting.apply(term, context, this);
  }

  private List<Step> rewrite(Statement s, BiFunction<Term, Context, Term> f) {
    begin(s.target(), s.stage());
    s.terms().forEach(t -> Terms.walk(t, this::count));
    Term where = Context.rewrite(s.where(), Context.ofWhere(s), f);
    Statement next = s.with(where, s.value());
    Statement last = next.with(where, Context.rewrite(s.value(), Context.ofValue(next), f));
    before.add(last);
    return List.copyOf(before);
  }

  private List<Step> rewrite(Fold fold, BiFunction<Term, Context, Term> f) {
    begin(fold.carried().getFirst().tensor(), fold.stage());
    Term where = Context.rewrite(fold.where(), new Context(fold.around(), Terms.TRUE), f);
    Context row = new Context(fold.rows(), Terms.TRUE);
    List<Term> first = fold.carried().stream().map(c -> Context.rewrite(c.first(), row.with(c.axes(), Terms.TRUE), f)).toList();
    Context element = new Context(fold.around(), where);
    Body inside = new Body(fold, new ArrayList<>());
    body = Optional.of(inside);
    for (FoldStep step : fold.body()) {
      Context context = step instanceof FoldStep.Let l ? element.with(l.axes(), Terms.TRUE) : element;
      inside.steps().add(step.with(Context.rewrite(step.term(), context, f)));
    }
    List<Fold.Carried> carried = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      Fold.Next next = fold.carried().get(i).next();
      Term condition = Context.rewrite(next.where(), element.with(next.axes(), Terms.TRUE), f);
      Term value = Context.rewrite(next.value(), element.with(next.axes(), condition), f);
      carried.add(fold.carried().get(i).with(first.get(i), new Fold.Next(next.axes(), condition, value)));
    }
    body = Optional.empty();
    before.add(fold.with(where, carried, inside.steps()));
    return List.copyOf(before);
  }

  private void begin(String named, Statement.Stage when) {
    target = named;
    // Whatever is committed reads what the run has computed, and no state that is committed before it.
    stage = when == Statement.Stage.COMMIT ? Statement.Stage.RUN : when;
    before.clear();
    parts.clear();
    reductions.clear();
  }

  private void count(Term term) {
    if (term instanceof Term.Reduce) reductions.merge(Terms.canonical(term), 1, Integer::sum);
  }

  /// Whether the statement at hand has the same reduction twice. In a fold, whose values stay in registers, nothing is looked for.
  boolean isRepeated(Term.Reduce reduction) {
    return reductions.getOrDefault(Terms.canonical(reduction), 0) > 1;
  }

  Declaration declaration(String tensor) {
    return declarations.get(tensor);
  }

  /// The term as an element of a tensor: itself, if it is one already at plain distinct indices; else of a new local tensor that holds it.
  Term named(String suffix, Term term, Context context) {
    return term instanceof Term.Element e && isPlain(e) ? term : hoist(suffix, term, context);
  }

  /// Whether it is read at distinct indices from where every element has its place.
  boolean isPlain(Term.Element e) {
    return e.checked().isEmpty() && declarations.get(e.tensor()).isDense() && atDistinctIndices(e);
  }

  static boolean atDistinctIndices(Term.Element e) {
    return e.at().stream().allMatch(p -> p instanceof Term.IndexOf) && Set.copyOf(e.at()).size() == e.at().size();
  }

  /// Computes the term before the statement at hand, for all values of its free indices for which the context can ask for it; gives the element to read instead. In the body of a
  /// fold what only the body knows, or what may fail, becomes a value of the body.
  Term hoist(String suffix, Term term, Context context) {
    return hoist(suffix, term, List.of(), context);
  }

  /// Whether the term, if it is hoisted, becomes a value of the body of a fold.
  boolean staysInBody(Term term) {
    return body.isPresent() && (body.get().owns(term) || Terms.mayFail(term));
  }

  /// As above, for all values of some further axes of the context.
  Term hoist(String suffix, Term term, List<Axis> further, Context context) {
    boolean inBody = staysInBody(term);
    Set<String> wanted = new LinkedHashSet<>(Terms.freeIndices(term));
    further.forEach(a -> wanted.add(a.index()));
    List<Axis> axes = context.axesOf(wanted);
    if (inBody) axes = axes.stream().filter(a -> !body.get().fold().around().contains(a)).toList();
    if (inBody) body.get().fold().around().forEach(a -> wanted.add(a.index()));
    Domain asked = project(context, wanted, Terms.mayFail(term), inBody);
    Term domain = asked.where();
    Part part = Part.of(term, axes, domain, inBody);
    List<Term> at = axes.stream().map(Terms::index).toList();
    for (Map.Entry<Part, String> known : parts.entrySet()) {
      if (known.getKey().has(part)) return new Term.Element(known.getValue(), term.type(), at, List.of());
    }
    List<Axis> own = Terms.renamed(axes, names);
    Map<String, Term> renaming = Terms.renaming(axes, own);
    String name = names.fresh(target + "." + suffix);
    ElementType element = switch (term.type()) {
      case FLOAT -> ElementType.F32;
      case INT -> ElementType.I32;
      case BOOL -> ElementType.BOOL;
    };
    List<Term> extents = axes.stream().map(Axis::extent).toList();
    boolean pattern = !inBody && term.type() == ValueType.BOOL;
    Declaration.Role role = inBody ? Declaration.Role.VALUE : Declaration.Role.LOCAL;
    declarations.put(name, new Declaration(name, role, pattern, element, extents, new Declaration.Storage.Dense(), List.of(), ""));
    Term where = Terms.substitute(Terms.refresh(domain, names), renaming);
    Term safe = asked.isLarger() ? new ReadInside(declarations, names).rewrite(term, context) : term;
    Term value = Terms.substitute(Terms.refresh(safe, names), renaming);
    if (inBody) body.get()
        .steps()
        .add(new FoldStep.Let(name, own, where.equals(Terms.TRUE) ? value : new Term.Choose(where, value, zero(value.type()))));
    // A condition is read by lists of its members, too, which ask for all of it: where nobody else asks it is false, not unknown.
    else if (term.type() == ValueType.BOOL && isCondition(term))
      before.add(new Statement(name, own, Terms.TRUE, Terms.and(where, value), stage));
    else before.add(new Statement(name, own, where, value, stage));
    parts.put(part, name);
    return new Term.Element(name, term.type(), at, List.of());
  }

  /// Whether it may stand beside others: an operator over a whole row is all of a statement's value.
  private static boolean isCondition(Term term) {
    return !(term instanceof Term.Selection) && !(term instanceof Term.RowOperation);
  }

  /// Where something is computed.
  ///
  /// @param isLarger whether that may be where nobody asks for it
  private record Domain(Term where, boolean isLarger) {}

  /// What the context says of the given indices alone. Dropping a condition only computes more than is asked for; where that could report an error of the data for an
  /// element nobody reads (`exact`), the other indices are quantified instead.
  private Domain project(Context context, Set<String> indices, boolean exact, boolean inBody) {
    List<Term> kept = new ArrayList<>();
    List<Term> dropped = new ArrayList<>();
    boolean larger = !inBody && body.isPresent() && body.get().leavesElements();
    List<Term> known = inBody ? Terms.conjuncts(body.orElseThrow().fold().where()) : List.of();
    for (Term c : Terms.conjuncts(context.condition())) {
      if (known.contains(c)) continue;
      if (!inBody && body.isPresent() && body.get().owns(c)) larger = true;
      else(indices.containsAll(Terms.freeIndices(c)) ? kept : dropped).add(c);
    }
    if (dropped.isEmpty()) return new Domain(Terms.and(kept), larger);
    if (!exact) return new Domain(Terms.and(kept), true);
    List<Axis> others = context.axes().stream().filter(a -> !indices.contains(a.index())).toList();
    Term some = new Term.Reduce(ReduceOperator.ANY, others, Terms.and(dropped), Terms.TRUE);
    return new Domain(Terms.and(Terms.and(kept), Terms.refresh(some, names)), true);
  }

  static Term zero(ValueType type) {
    return new Term.Number(type, 0);
  }
}
