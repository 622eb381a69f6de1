package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;
import static dev.tulle.dsl.interpret.Absent.truth;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.List;

/// What each statement defines.
final class Statements {
  private final SizeArithmetic sizes;
  private final Store store;
  private final Precision precision;

  Statements(SizeArithmetic sizes, Store store, Precision precision) {
    this.sizes = sizes;
    this.store = store;
    this.precision = precision;
  }

  /// The elements are the values where `where` holds, rounded to the stored type. Nothing is computed elsewhere; where it holds, the value
  /// must exist.
  void define(Statement.Define define) {
    Tensor target = define.target();
    Elements elements = Elements.none(target.name(), target.element(), shape(target, define.indices()));
    Scope scope = new Scope(sizes);
    Loop loop = scope.enter(define.indices());
    CompileTerm compile = new CompileTerm(scope, store, precision);
    Term where = compile.term(define.where());
    Term value = compile.term(define.value());
    int[] indices = scope.newIndices();
    loop.forEach(
        indices,
        place -> {
          if (!holds(where.at(indices))) return;
          double element = value.at(indices);
          if (isAbsent(element)) {
            throw new CheckerBug(
                "the definition of `" + target.name() + "` has no value at " + Text.position((int) place, elements.shape()));
          }
          elements.values()[(int) place] = Rounding.to(target.element(), element);
        });
    store.put(target, elements);
  }

  /// The members are the indices where the condition exists and is true.
  void define(Statement.DefinePattern define) {
    store.put(define.target(), members(define.target(), define.indices(), define.condition()));
  }

  /// Where a condition over the indices of a symbol holds.
  Elements members(Symbol symbol, List<Index> indices, Expr condition) {
    Elements elements = Elements.none(symbol.name(), ElementType.BOOL, shape(symbol, indices));
    Scope scope = new Scope(sizes);
    Loop loop = scope.enter(indices);
    Term term = new CompileTerm(scope, store, precision).term(condition);
    int[] values = scope.newIndices();
    loop.forEach(values, place -> elements.values()[(int) place] = truth(holds(term.at(values))));
    return elements;
  }

  /// The extents of the axes, which the ranges of the indices repeat.
  private int[] shape(Symbol symbol, List<Index> indices) {
    int[] shape = sizes.shape(symbol);
    for (int axis = 0; axis < shape.length; axis++) {
      int range = sizes.extent(indices.get(axis).range(), "index `" + indices.get(axis).name() + "`");
      if (range != shape[axis]) {
        throw new CheckerBug("axis " + axis + " of `" + symbol.name() + "` has " + shape[axis] + " positions, its index " + range);
      }
    }
    return shape;
  }
}
