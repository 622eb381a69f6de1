package dev.tulle.compiler.pass;

import static dev.tulle.compiler.tensor.Terms.and;
import static dev.tulle.compiler.tensor.Terms.equal;
import static dev.tulle.compiler.tensor.Terms.less;
import static dev.tulle.compiler.tensor.Terms.not;
import static dev.tulle.compiler.tensor.Terms.or;

import dev.tulle.compiler.tensor.Axis;
import dev.tulle.compiler.tensor.Term;
import dev.tulle.compiler.tensor.Terms;
import dev.tulle.dsl.model.ValueType;
import java.util.List;

/// The orders that selections and sorting are defined by.
final class RowOrder {
  private RowOrder() {}

  /// Whether the indices of `first` come before `second` in lexicographic order.
  static Term precedes(List<Axis> first, List<Term> second) {
    Term result = Terms.FALSE;
    for (int i = first.size() - 1; i >= 0; i--) {
      Term a = Terms.index(first.get(i));
      Term here = less(a, second.get(i));
      result = result.equals(Terms.FALSE) ? here : or(here, and(equal(a, second.get(i)), result));
    }
    return result;
  }

  /// Whether `x` at `i` stands before `y` at `j` in ascending stable order, NaN last.
  static Term ascending(Term x, Axis i, Term y, Term j) {
    Term earlier = less(Terms.index(i), j);
    Term ordered = or(less(x, y), and(equal(x, y), earlier));
    if (x.type() != ValueType.FLOAT) return ordered;
    Term xIsNaN = not(equal(x, x));
    Term yIsNaN = not(equal(y, y));
    return or(ordered, and(yIsNaN, or(equal(x, x), and(xIsNaN, earlier))));
  }
}
