package dev.tulle.compiler.view;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.LinearSum;
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
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.kernel.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

  /// @param refused tensors that stay as they are; grows
  Rewriting(Program program, Set<String> refused) {
    this.program = program;
    this.refused = refused;
    this.refusedBefore = refused.size();
    this.names = Names.of(program);
    this.lists = new Lists(program, names);
    this.runs = new FindRun(program);
    this.declarations = new LinkedHashMap<>(program.declarations());
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
        Walk walk = new Walk(Map.of(), lanesAlong(s));
        yield List.of(s.with(walk.rewrite(s.where()), isRow(s.value()) ? inRow(s.value()) : walk.rewrite(s.value())));
      }
      case Repeat r -> List.of(r.with(r.body().stream().flatMap(b -> step(b).stream()).toList()));
      case Fold f -> List.of(fold(f));
      case Listing _, Measure _, Either _ -> List.of(step);
    };
  }

  /// The operand of an operator over a row is a whole tensor.
  private Term inRow(Term value) {
    Terms.reads(value).stream().filter(packed::containsKey).forEach(refused::add);
    return value;
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
      Walk walk = new Walk(Map.of(counted.axis().index(), counted), false);
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
    Walk walk = new Walk(counted.map(c -> Map.of(c.axis().index(), c)).orElse(Map.of()), false);
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

  /// Rewrites terms where some indices are counted.
  ///
  /// @param lanes whether the elements of the statement are computed side by side, so that its reductions are not
  private final class Walk {
    private final Map<String, Counted> counted;
    private final boolean lanes;

    Walk(Map<String, Counted> counted, boolean lanes) {
      this.counted = counted;
      this.lanes = lanes;
    }

    Term rewrite(Term term) {
      return switch (term) {
        case Term.Element e when packed.containsKey(e.tensor()) -> read(e);
        case Term.Reduce r -> reduce(r);
        case Term.RowOperation _, Term.Selection _ -> inRow(term);
        case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ ->
            Terms.mapChildren(term, this::rewrite);
      };
    }

    private Term read(Term.Element e) {
      Packed p = packed.get(e.tensor());
      if (e.at().get(p.axis()) instanceof Term.IndexOf(String index) && counted.containsKey(index)) {
        Counted here = counted.get(index);
        for (Packed.Part part : p.at(e)) {
          if (isSame(part, here)) return element(part, e, p.axis(), Terms.index(here.number()));
        }
      }
      boolean plain = e.checked().isEmpty() && e.at().stream().allMatch(FindRun::isPlain)
          && e.at().stream().noneMatch(t -> Terms.reads(t).stream().anyMatch(packed::containsKey));
      if (!plain || !p.isOfRuns()) {
        refused.add(e.tensor());
        return e;
      }
      return anywhere(e, p);
    }

    private boolean isSame(Packed.Part part, Counted here) {
      return switch (part.view()) {
        case View.Run run -> run.equals(here.view()) && here.atoms().containsAll(part.atoms());
        case View.Listed listed -> here.view() instanceof View.Listed l && l.key().equals(listed.key()) && l.row().equals(listed.row())
            && here.atoms().containsAll(part.atoms());
      };
    }

    private Term element(Packed.Part part, Term.Element e, int axis, Term number) {
      List<Term> at = new ArrayList<>(e.at().stream().map(this::rewrite).toList());
      at.set(axis, number);
      return new Term.Element(part.name(), e.type(), at, List.of());
    }

    /// An element of runs at any place: the part by its conditions, the place by where the part begins.
    private Term anywhere(Term.Element e, Packed p) {
      Term value = new Term.Number(e.type(), 0);
      List<Packed.Part> parts = p.at(e);
      for (int i = parts.size() - 1; i >= 0; i--) {
        Packed.Part part = parts.get(i);
        View.Run run = (View.Run) part.view();
        Term place = LinearSum.of(e.at().get(p.axis())).minus(LinearSum.of(run.low())).term();
        Term inside = Terms.and(Terms.lessEqual(Terms.integer(0), place), Terms.less(place, run.capacity()));
        Term own = new Term.Choose(inside, element(part, e, p.axis(), place), new Term.Number(e.type(), 0));
        value = i == parts.size() - 1 ? own : new Term.Choose(Terms.and(part.atoms()), own, value);
      }
      return value;
    }

    private Term reduce(Term.Reduce r) {
      boolean best = r.operator() == ReduceOperator.ARGMAX || r.operator() == ReduceOperator.ARGMIN;
      List<List<Term>> pieces = Pieces.of(r.where());
      List<Optional<Counted>> choices = best || Terms.mayFail(r) ? List.of() : pieces.stream().map(p -> choose(r, p)).toList();
      if (choices.stream().allMatch(Optional::isEmpty)) return Terms.mapChildren(r, this::rewrite);
      Optional<Term> whole = Optional.empty();
      for (int i = 0; i < pieces.size(); i++) {
        Term part = part(r, pieces.get(i), choices.get(i));
        Term own = i == 0 ? part : Terms.refresh(part, names);
        whole = Optional.of(whole.map(w -> combine(r.operator(), w, own)).orElse(own));
      }
      return whole.orElseThrow();
    }

    private Term part(Term.Reduce r, List<Term> piece, Optional<Counted> choice) {
      if (choice.isEmpty())
        return new Term.Reduce(r.operator(), r.over(), Terms.and(piece.stream().map(this::rewrite).toList()), rewrite(r.body()));
      Counted c = choice.get();
      Map<String, Counted> more = new HashMap<>(counted);
      more.put(c.axis().index(), c);
      Walk inside = new Walk(more, lanes);
      List<Axis> over = r.over().stream().map(a -> a.equals(c.axis()) ? c.number() : a).toList();
      Term where = c.where(piece, piece.stream().map(inside::rewrite).toList());
      return new Term.Reduce(r.operator(), over, where, c.replace(inside.rewrite(r.body())));
    }

    private static Term combine(ReduceOperator operator, Term a, Term b) {
      return switch (operator) {
        case SUM, COUNT -> Terms.apply(Function.ADD, a, b);
        case PROD -> Terms.apply(Function.MULTIPLY, a, b);
        case MAX -> Terms.apply(Function.MAX, a, b);
        case MIN -> Terms.apply(Function.MIN, a, b);
        case ANY -> Terms.or(a, b);
        case ALL -> Terms.and(a, b);
        case MEAN, LOGSUMEXP, ARGMAX, ARGMIN -> throw new CompilerBug("not combined: " + operator);
      };
    }

    /// The index to count in one piece, and how: as a tensor is stored that the reduction reads, else by a list that is worth it.
    private Optional<Counted> choose(Term.Reduce r, List<Term> piece) {
      for (int a = 0; a < r.over().size(); a++) {
        Axis axis = r.over().get(a);
        Set<String> outside = outside(r, a);
        Optional<View> view = stored(r, axis, piece).filter(v -> isOver(v, outside))
            .or(() -> listed(r, axis, piece).filter(v -> isOver(v, outside)));
        if (view.isPresent()) return view.map(v -> Counted.of(axis, v, piece, names));
      }
      return Optional.empty();
    }

    /// What is bound where a loop over one index of a reduction begins.
    private static Set<String> outside(Term.Reduce r, int axis) {
      Set<String> free = new HashSet<>(Terms.freeIndices(r.where()));
      free.addAll(Terms.freeIndices(r.body()));
      r.over().subList(axis, r.over().size()).forEach(later -> free.remove(later.index()));
      return free;
    }

    private static boolean isOver(View view, Set<String> indices) {
      return indices.containsAll(Terms.freeIndices(view.at(Terms.integer(0))));
    }

    private Optional<View> stored(Term.Reduce r, Axis axis, List<Term> piece) {
      List<View> found = new ArrayList<>();
      List<Term> all = new ArrayList<>(piece);
      all.add(r.body());
      for (Term root : all) {
        Terms.walk(root, t -> {
          if (!(t instanceof Term.Element e) || !packed.containsKey(e.tensor())) return;
          Packed p = packed.get(e.tensor());
          if (!e.at().get(p.axis()).equals(Terms.index(axis))) return;
          p.at(e).stream().filter(part -> piece.containsAll(part.atoms())).map(Packed.Part::view).forEach(found::add);
        });
      }
      return found.stream().findFirst();
    }

    private Optional<View> listed(Term.Reduce r, Axis axis, List<Term> piece) {
      LaneSafety safety = new LaneSafety(program, r.over().getLast().index());
      boolean side = !lanes && safety.allows(r.where()) && safety.allows(r.body());
      for (Term atom : piece) {
        Optional<View.Listed> list = lists.of(atom, axis.index(), Optional.empty());
        if (list.isPresent() && (!side || isShort(list.get(), axis))) return Optional.of(list.get());
      }
      return Optional.empty();
    }

    /// Whether the list is known to leave much out.
    private static boolean isShort(View.Listed list, Axis axis) {
      return !list.capacity().equals(axis.extent()) && !(list.capacity() instanceof Term.SizeOf);
    }
  }
}
