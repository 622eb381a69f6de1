package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.apply;
import static dev.tulle.compiler.tensor.Terms.equal;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.lessEqual;
import static dev.tulle.compiler.tensor.Terms.or;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.Map;

/// A selection by comparing each candidate with each other one.
final class Rivals {
  private final Term.Selection selection;
  private final Hoister hoister;
  private final Term key;
  private final Term candidate;

  Rivals(Term.Selection selection, Context context, Hoister hoister) {
    this.selection = selection;
    this.hoister = hoister;
    this.key = hoister.named("key", selection.body(), context.with(selection.over(), selection.where()));
    this.candidate = key.type() == ValueType.FLOAT ? and(selection.where(), equal(key, key)) : selection.where();
  }

  /// Whether the place of the selection is chosen.
  Term chosen() {
    Term chosen = switch (selection.operator()) {
      case TOPK, BOTTOMK -> less(ahead(ReduceOperator.COUNT, selection.at()), selection.count());
      case TOPP -> share();
    };
    return and(at(candidate, selection.at()), chosen);
  }

  /// No candidate up to this one has the wanted sum ahead of it.
  private Term share() {
    Term wanted = apply(Function.MULTIPLY, selection.count(), new Term.Cast(ElementType.F32, all()));
    List<Axis> others = Terms.renamed(selection.over(), hoister.names);
    List<Term> places = places(others);
    Term upTo = or(before(others, selection.at()), and(places.stream().map(p -> equal(p, selection.at().get(places.indexOf(p)))).toList()));
    Term sum = new Term.Cast(ElementType.F32, ahead(ReduceOperator.SUM, places));
    return new Term.Reduce(ReduceOperator.ALL, others, and(rivals(others), upTo), less(sum, wanted));
  }

  private Term all() {
    List<Axis> others = Terms.renamed(selection.over(), hoister.names);
    return new Term.Reduce(ReduceOperator.SUM, others, rivals(others), at(key, places(others)));
  }

  /// The number, or the sum, of the candidates that come before a place.
  private Term ahead(ReduceOperator operator, List<Term> place) {
    List<Axis> others = Terms.renamed(selection.over(), hoister.names);
    Term body = operator == ReduceOperator.COUNT ? Terms.TRUE : at(key, places(others));
    return new Term.Reduce(operator, others, and(rivals(others), before(others, place)), body);
  }

  private Term before(List<Axis> others, List<Term> place) {
    Term its = at(key, places(others));
    Term mine = at(key, place);
    Term better = selection.operator() == SelectOperator.BOTTOMK ? less(its, mine) : less(mine, its);
    return or(better, and(equal(its, mine), RowOrder.precedes(others, place)));
  }

  /// The candidates of the same group.
  private Term rivals(List<Axis> others) {
    Term rivals = at(candidate, places(others));
    if (selection.group().isEmpty()) return rivals;
    return and(sameGroup(others.getFirst(), selection.at().getFirst(), selection.group().get()), rivals);
  }

  /// Written as bounds, so that the loop over the rivals is an interval.
  private static Term sameGroup(Axis rival, Term self, Term length) {
    Term start = apply(Function.MULTIPLY, apply(Function.DIVIDE, self, length), length);
    Term other = Terms.index(rival);
    return and(lessEqual(start, other), less(other, apply(Function.ADD, start, length)));
  }

  private Term at(Term term, List<Term> place) {
    Map<String, Term> there = Terms.binding(selection.over(), place);
    return Terms.substitute(Terms.refresh(term, hoister.names), there);
  }

  private static List<Term> places(List<Axis> axes) {
    return axes.stream().map(Terms::index).toList();
  }
}
