package dev.tulle.compiler.view;

import dev.tulle.compiler.analysis.LaneSafety;
import dev.tulle.compiler.analysis.LinearSum;
import dev.tulle.compiler.analysis.Pieces;
import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.kernel.CompilerBug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Rewrites terms: elements of packed tensors are read at their places, and reductions count what they run over where a view tells it.
final class Walk {
  private final Attempt attempt;
  private final Map<String, Counted> counted;
  private final boolean lanes;

  /// @param counted the indices that are counted where the term stands
  /// @param lanes whether the elements of the statement are computed side by side, so that its reductions are not
  Walk(Attempt attempt, Map<String, Counted> counted, boolean lanes) {
    this.attempt = attempt;
    this.counted = counted;
    this.lanes = lanes;
  }

  Term rewrite(Term term) {
    return switch (term) {
      case Term.Element e when attempt.packed().containsKey(e.tensor()) -> read(e);
      case Term.Reduce r -> reduce(r);
      case Term.RowOperation _, Term.Selection _ -> attempt.inRow(term);
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _, Term.Choose _ ->
          Terms.mapChildren(term, this::rewrite);
    };
  }

  private Term read(Term.Element e) {
    Packed p = attempt.packed().get(e.tensor());
    if (e.at().get(p.axis()) instanceof Term.IndexOf(String index) && counted.containsKey(index)) {
      Counted here = counted.get(index);
      for (Packed.Part part : p.at(e)) {
        if (isSame(part, here)) return element(part, e, p.axis(), Terms.index(here.number()));
      }
    }
    boolean plain = e.checked().isEmpty() && e.at().stream().allMatch(Terms::isQuick)
        && e.at().stream().noneMatch(t -> Terms.reads(t).stream().anyMatch(attempt.packed()::containsKey));
    if (!plain || !p.isOfRuns()) {
      attempt.refused().add(e.tensor());
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
      Term own = i == 0 ? part : Terms.refresh(part, attempt.names());
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
    Walk inside = new Walk(attempt, more, lanes);
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
      if (view.isPresent()) return view.map(v -> Counted.of(axis, v, piece, attempt.names()));
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
        if (!(t instanceof Term.Element e) || !attempt.packed().containsKey(e.tensor())) return;
        Packed p = attempt.packed().get(e.tensor());
        if (!e.at().get(p.axis()).equals(Terms.index(axis))) return;
        p.at(e).stream().filter(part -> piece.containsAll(part.atoms())).map(Packed.Part::view).forEach(found::add);
      });
    }
    return found.stream().findFirst();
  }

  private Optional<View> listed(Term.Reduce r, Axis axis, List<Term> piece) {
    LaneSafety safety = new LaneSafety(attempt.program(), r.over().getLast().index());
    boolean side = !lanes && safety.allows(r.where()) && safety.allows(r.body());
    for (Term atom : piece) {
      Optional<View.Listed> list = attempt.lists().of(atom, axis.index(), Optional.empty());
      if (list.isPresent() && (!side || isShort(list.get(), axis))) return Optional.of(list.get());
    }
    return Optional.empty();
  }

  /// Whether the list is known to leave much out.
  private static boolean isShort(View.Listed list, Axis axis) {
    return !list.capacity().equals(axis.extent()) && !(list.capacity() instanceof Term.SizeOf);
  }
}
