package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;
import static dev.tulle.dsl.interpret.Absent.truth;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.ValueType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// What each expression means (sections 3 and 4): a [Term] that gives its value where it exists.
final class CompileTerm {
  private final Scope scope;
  private final Store store;
  private final Precision precision;
  /// The variables that were bound before: each has one value until [#forget].
  private final List<Index> fixed;
  private final List<Memo<?>> memos = new ArrayList<>();

  CompileTerm(Scope scope, Store store, Precision precision) {
    this.scope = scope;
    this.store = store;
    this.precision = precision;
    this.fixed = scope.open();
  }

  /// What is read, or what the variables around it are, may have changed: everything is computed again.
  void forget() {
    memos.forEach(Memo::forget);
  }

  Term term(Expr e) {
    return switch (e) {
      case Expr.Literal literal -> constant(literal.type() == ValueType.FLOAT ? precision.round(literal.value()) : literal.value());
      case Expr.SizeValue size -> constant(scope.size(size));
      case Expr.IndexValue index -> {
        int slot = scope.slot(index.index());
        yield indices -> indices[slot];
      }
      case Expr.Read read -> new ReadElement(read, store.elements(read.tensor()), terms(read.at()), scope);
      case Expr.Member member -> member(member);
      case Expr.Defined defined -> {
        Term read = term(defined.read());
        yield indices -> truth(!isAbsent(read.at(indices)));
      }
      case Expr.Apply apply -> rounded(apply.type(), Pointwise.of(apply.function(), apply.type(), terms(apply.arguments()), precision));
      case Expr.Cast cast -> {
        Term operand = term(cast.operand());
        yield indices -> {
          double value = operand.at(indices);
          return isAbsent(value) ? ABSENT
              : Rounding.to(cast.to(), cast.to().valueType() == ValueType.FLOAT ? precision.round(value) : value);
        };
      }
      case Expr.If choice -> choose(term(choice.condition()), term(choice.then()), term(choice.otherwise()));
      case Expr.Coalesce coalesce -> {
        Term first = term(coalesce.first());
        Term second = term(coalesce.second());
        yield indices -> {
          double value = first.at(indices);
          return isAbsent(value) ? second.at(indices) : value;
        };
      }
      case Expr.Reduce reduce -> reduce(reduce);
      case Expr.RowOperation operation -> rowOperation(operation);
      case Expr.Selection selection -> selection(selection);
    };
  }

  private List<Term> terms(Collection<Expr> expressions) {
    return expressions.stream().map(this::term).toList();
  }

  private Term rounded(ValueType type, Term term) {
    return type == ValueType.FLOAT && precision != Precision.exact() ? indices -> precision.round(term.at(indices)) : term;
  }

  private static Term constant(double value) {
    return _ -> value;
  }

  /// Only the chosen side is evaluated; without a condition there is no value.
  private static Term choose(Term condition, Term then, Term otherwise) {
    return indices -> {
      double c = condition.at(indices);
      return isAbsent(c) ? ABSENT : holds(c) ? then.at(indices) : otherwise.at(indices);
    };
  }

  /// A plain yes or no: false outside of the axes, and at a position that does not exist.
  private Term member(Expr.Member member) {
    Elements elements = store.elements(member.pattern());
    List<Term> at = terms(member.at());
    return indices -> {
      int place = 0;
      for (int axis = 0; axis < at.size(); axis++) {
        double position = at.get(axis).at(indices);
        int extent = elements.shape()[axis];
        if (!(position >= 0 && position < extent)) return 0;
        place = place * extent + (int) position;
      }
      return elements.values()[place];
    };
  }

  /// Skips what `where` does not select and where the body does not exist. A reduction that depends on fewer variables than are in scope is
  /// computed once for each of their values.
  private Term reduce(Expr.Reduce reduce) {
    List<Index> dependsOn = dependsOn(reduce.over(), reduce.where(), reduce.body());
    Row row = row(reduce.over(), reduce.where(), reduce.body());
    Term result = indices -> {
      Reduction reduction = Reduction.start(reduce.operator(), reduce.body().type(), precision);
      row.forEach(indices, reduction::add);
      return reduction.result();
    };
    if (dependsOn.size() == scope.open().size() - fixed.size()) return result;
    Memo<Double> memo = new Memo<>(scope.loop(dependsOn));
    memos.add(memo);
    return indices -> memo.get(indices, () -> result.at(indices));
  }

  /// The value at `at` of the whole row, computed once for each row.
  private Term rowOperation(Expr.RowOperation operation) {
    List<Index> dependsOn = dependsOn(operation.over(), operation.where(), operation.body());
    Row row = row(operation.over(), operation.where(), operation.body());
    return valueAt(operation.at(), dependsOn,
        indices -> RowOperations.apply(operation.operator(), operation.type(), row.values(indices), precision));
  }

  /// Whether `at` is among the chosen of the row, chosen once for each row. The group length and the count do not see the variables of the
  /// row.
  private Term selection(Expr.Selection selection) {
    Expr group = selection.group().orElse(Expr.integer(Integer.MAX_VALUE));
    List<Index> dependsOn = dependsOn(selection.over(), group, selection.count(), selection.where(), selection.body());
    Term groupLength = term(group);
    Term count = term(selection.count());
    Row row = row(selection.over(), selection.where(), selection.body());
    return valueAt(
        selection.at(),
        dependsOn,
        indices -> Selections.choose(selection.operator(), row.values(indices), groupLength.at(indices), count.at(indices)));
  }

  /// The variables that vary and change what is `inside`.
  private List<Index> dependsOn(List<Index> over, Expr... inside) {
    return FreeIndices.of(over, inside).stream().filter(i -> !fixed.contains(i)).toList();
  }

  private Row row(List<Index> over, Expr where, Expr body) {
    Loop loop = scope.enter(over);
    Row row = new Row(loop, term(where), term(body));
    scope.leave(over);
    return row;
  }

  private Term valueAt(List<Index> at, List<Index> dependsOn, Function<int[], double[]> wholeRow) {
    Memo<double[]> rows = new Memo<>(scope.loop(dependsOn));
    memos.add(rows);
    Loop place = scope.loop(at);
    return indices -> rows.get(indices, () -> wholeRow.apply(indices))[(int) place.position(indices)];
  }
}
