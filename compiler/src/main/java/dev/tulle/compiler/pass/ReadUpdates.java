package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Names;
import dev.tulle.compiler.tensor.Statement;
import dev.tulle.compiler.tensor.Statement.Stage;
import dev.tulle.compiler.tensor.Step;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The updates of a program as statements, behind all others, that compute the next value of each state that changes, all of it:
///
///     update s[i] where g = f      →      s.next[i] = if g then f else s[i]
///
/// A state that exists where state patterns hold follows these. An element that was there keeps its value or takes the update, one that is new has the first value:
///
///     s[i] where p[i] = f, and p changes      →      s.next[i] where p.next[i] = if p[i] then s[i] else f
final class ReadUpdates {
  private final ReadModel model;
  private final ReadTerms terms;
  private final Names names;
  /// States that change: what reads them after the run reads their next value.
  private final Set<String> changed = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();

  ReadUpdates(ReadModel model, ReadTerms terms, Names names) {
    this.model = model;
    this.terms = terms;
    this.names = names;
  }

  /// Whether a state exists only where some condition holds.
  static boolean follows(State state) {
    return state.symbol() instanceof Tensor t && t.existence() instanceof Existence.Where;
  }

  List<Step> steps(List<State> states, Entry entry) {
    Map<Symbol, dev.tulle.dsl.model.Statement.Update> updates = new HashMap<>();
    for (dev.tulle.dsl.model.Statement s : entry.statements()) {
      if (s instanceof dev.tulle.dsl.model.Statement.Update u) updates.put(u.target(), u);
    }
    for (State state : states) {
      boolean updated = updates.containsKey(state.symbol());
      List<Axis> axes = terms.bind(updated ? updates.get(state.symbol()).indices() : state.indices());
      Term old = element(state.symbol(), axes);
      next(state, axes, updated ? updated(updates.get(state.symbol()), old) : old, updated);
    }
    return steps;
  }

  private Term updated(dev.tulle.dsl.model.Statement.Update u, Term old) {
    Term where = terms.condition(u.where());
    Term value = u.target() instanceof Pattern ? terms.condition(u.value()) : terms.value(u.value());
    return where.equals(Terms.TRUE) ? value : new Term.Choose(where, value, old);
  }

  private void next(State state, List<Axis> axes, Term kept, boolean updated) {
    Term where = Terms.TRUE;
    Term value = kept;
    boolean moves = false;
    if (state.symbol() instanceof Tensor t && t.existence() instanceof Existence.Where w) {
      List<Axis> own = terms.bind(state.indices());
      Term before = terms.condition(w.condition());
      where = over(axes, own, afterwards(before));
      moves = !afterwards(before).equals(before);
      if (moves) {
        value = new Term.Choose(over(axes, own, before), kept, over(axes, own, afterwards(terms.value(state.initial()))));
        List<Axis> places = Terms.renamed(axes, names);
        steps.add(new Statement(model.next(ReadModel.membersOf(t.name())), places, Terms.TRUE, over(places, axes, where), Stage.RUN));
      }
    }
    if (!updated && !moves) return;
    changed.add(state.symbol().name());
    steps.add(new Statement(model.next(state.symbol().name()), axes, where, value, Stage.RUN));
  }

  private static Term element(Symbol state, List<Axis> at) {
    ValueType type = switch (state) {
      case Tensor t -> t.element().valueType();
      case Pattern _ -> ValueType.BOOL;
    };
    return new Term.Element(state.name(), type, at.stream().map(Terms::index).toList(), List.of());
  }

  /// A term over other axes, which binds its indices anew.
  private Term over(List<Axis> axes, List<Axis> own, Term term) {
    return Terms.substitute(Terms.refresh(term, names), Terms.renaming(own, axes));
  }

  /// The term with the states as they are after the updates.
  private Term afterwards(Term term) {
    Term inner = Terms.mapChildren(term, this::afterwards);
    return switch (inner) {
      case Term.Element e when changed.contains(e.tensor()) ->
          new Term.Element(ReadModel.nextOf(e.tensor()), e.type(), e.at(), e.checked());
      case Term.Exists e when changed.contains(e.tensor()) -> new Term.Exists(ReadModel.nextOf(e.tensor()), e.at());
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _ -> inner;
      case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> inner;
    };
  }
}
