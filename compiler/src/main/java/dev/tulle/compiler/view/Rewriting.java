package dev.tulle.compiler.view;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.Pieces;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Declaration;
import dev.tulle.compiler.tensor.Declaration.Role;
import dev.tulle.compiler.tensor.Either;
import dev.tulle.compiler.tensor.Fold;
import dev.tulle.compiler.tensor.Listing;
import dev.tulle.compiler.tensor.Measure;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.Repeat;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One attempt to store in views what can be; what turns out to be read otherwise is refused, and the next attempt leaves it alone.
final class Rewriting {
  private final Program program;
  private final Set<String> refused;
  private final int refusedBefore;
  private final Names names;
  private final Lists lists;
  private final FindRun runs;
  private final Map<String, Packed> packed = new LinkedHashMap<>();
  private final Map<String, Declaration> declarations;
  private final Attempt attempt;

  /// @param refused tensors that stay as they are; grows
  Rewriting(Program program, Set<String> refused) {
    this.program = program;
    this.refused = refused;
    this.refusedBefore = refused.size();
    this.names = Names.of(program);
    this.runs = new FindRun(program);
    this.lists = new Lists(program, names, runs);
    this.declarations = new LinkedHashMap<>(program.declarations());
    this.attempt = new Attempt(program, names, lists, packed, refused);
  }

  /// Empty if something was refused on the way.
  Optional<Program> run() {
    Set<String> handed = program.steps().stream().flatMap(Rewriting::handed).collect(Collectors.toSet());
    program.statements().filter(s -> !handed.contains(s.target())).forEach(this::pack);
    List<Step> steps = program.steps().stream().flatMap(s -> step(s).stream()).toList();
    if (refused.size() > refusedBefore) return Optional.empty();
    packed.forEach((name, p) -> {
      Declaration whole = declarations.remove(name);
      for (Packed.Part part : p.parts()) {
        List<Term> extents = new ArrayList<>(whole.extents());
        extents.set(p.axis(), part.view().capacity());
        declarations.put(part.name(), Declaration.local(part.name(), whole.element(), extents));
      }
    });
    return Optional.of(lists.insert(declarations, steps));
  }

  private static Stream<String> handed(Step step) {
    return switch (step) {
      case Repeat r -> Stream.concat(r.handed(), r.body().stream().flatMap(Rewriting::handed));
      case Statement _, Fold _, Listing _, Measure _, Either _ -> Stream.empty();
    };
  }

  private void pack(Statement s) {
    Declaration d = program.declaration(s.target());
    boolean plain = d.role() == Role.LOCAL && !d.pattern() && d.isDense() && !isRow(s.value());
    if (!plain || refused.contains(s.target()) || s.where().equals(Terms.TRUE) || mayFail(s)) return;
    List<List<Term>> pieces = Pieces.of(s.where());
    for (int a = s.axes().size() - 1; a >= 0; a--) {
      Axis axis = s.axes().get(a);
      List<Packed.Part> parts = new ArrayList<>();
      for (List<Term> piece : pieces) {
        Optional<View> view = view(axis, piece);
        if (view.isEmpty()) break;
        List<Term> own = piece.stream().filter(t -> Terms.mentions(t, axis.index())).toList();
        parts.add(new Packed.Part(pieces.size() == 1 ? s.target() : names.fresh(s.target() + ".part"), view.get(), own));
      }
      if (parts.size() < pieces.size()) continue;
      packed.put(s.target(), new Packed(s.axes(), a, parts));
      return;
    }
  }

  private static boolean isRow(Term value) {
    return value instanceof Term.Selection || value instanceof Term.RowOperation;
  }

  private static boolean mayFail(Statement s) {
    return Terms.mayFail(s.where()) || Terms.mayFail(s.value());
  }

  /// A view that leaves places out.
  private Optional<View> view(Axis axis, List<Term> atoms) {
    for (Term atom : atoms) {
      Optional<View.Listed> listed = lists.of(atom, axis.index(), Optional.empty());
      if (listed.isPresent() && !listed.get().capacity().equals(axis.extent())) return Optional.of(listed.get());
    }
    return runs.find(axis, atoms).map(r -> r);
  }

  private List<Step> step(Step step) {
    return switch (step) {
      case Statement s when packed.containsKey(s.target()) -> parts(s, packed.get(s.target()));
      case Statement s -> {
        Walk walk = new Walk(attempt, Map.of(), lanesAlong(s));
        yield List.of(s.with(walk.rewrite(s.where()), isRow(s.value()) ? attempt.inRow(s.value()) : walk.rewrite(s.value())));
      }
      case Repeat r -> List.of(r.with(r.body().stream().flatMap(b -> step(b).stream()).toList()));
      case Fold f -> List.of(fold(f));
      case Listing _, Measure _, Either _ -> List.of(step);
    };
  }

  private boolean lanesAlong(Statement s) {
    if (s.axes().isEmpty()) return false;
    LaneSafety safety = new LaneSafety(program, s.axes().getLast().index());
    return safety.allows(s.where()) && safety.allows(s.value()) && Terms.mentions(s.value(), s.axes().getLast().index());
  }

  private List<Step> parts(Statement s, Packed p) {
    List<List<Term>> pieces = Pieces.of(s.where());
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Packed.Part part = p.parts().get(i);
      Counted counted = Counted.of(s.axes().get(p.axis()), part.view(), pieces.get(i), names);
      Walk walk = new Walk(attempt, Map.of(counted.axis().index(), counted), false);
      List<Term> atoms = pieces.get(i).stream().map(walk::rewrite).toList();
      Term value = counted.replace(walk.rewrite(s.value()));
      Term where = counted.where(pieces.get(i), atoms);
      List<Axis> others = new ArrayList<>(s.axes());
      others.set(p.axis(), counted.number());
      List<Axis> own = i == 0 ? others : Terms.renamed(others, names);
      Map<String, Term> renaming = Terms.renaming(others, own);
      boolean first = i == 0;
      steps.add(new Statement(part.name(), own, Terms.substitute(first ? where : Terms.refresh(where, names), renaming),
          Terms.substitute(first ? value : Terms.refresh(value, names), renaming), s.stage()));
    }
    return steps;
  }

  private Fold fold(Fold f) {
    Optional<Counted> counted = ofElement(f);
    Walk walk = new Walk(attempt, counted.map(c -> Map.of(c.axis().index(), c)).orElse(Map.of()), false);
    Fold rewritten = f.map(t -> counted.map(c -> c.replace(walk.rewrite(t))).orElseGet(() -> walk.rewrite(t)));
    if (counted.isEmpty()) return rewritten;
    List<Term> atoms = Terms.conjuncts(f.where());
    Term where = counted.get().where(atoms, atoms.stream().map(walk::rewrite).toList());
    return new Fold(f.rows(), counted.get().number(), Optional.empty(), where, rewritten.carried(), rewritten.body(), f.stage());
  }

  /// The elements of a fold from a list, in the fold's order if all rows share it.
  private Optional<Counted> ofElement(Fold f) {
    boolean shared = f.order().isEmpty() || program.declaration(f.order().get()).extents().size() == 1;
    if (!shared || f.terms().anyMatch(Terms::mayFail)) return Optional.empty();
    List<Term> atoms = Terms.conjuncts(f.where());
    return atoms.stream()
        .flatMap(a -> lists.of(a, f.element().index(), f.order()).stream())
        .findFirst()
        .map(view -> Counted.of(f.element(), view, atoms, names));
  }
}
