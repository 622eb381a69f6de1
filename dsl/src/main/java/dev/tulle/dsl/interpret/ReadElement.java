package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.Expr;
import java.util.List;

/// `tensor[at…]`: the element, absent where the tensor has none, where a position does not exist, or beyond an axis whose bound says so.
final class ReadElement implements Term {
  private final Expr.Read read;
  private final double[] elements;
  private final int[] shape;
  private final Term[] at;
  private final Scope scope;

  ReadElement(Expr.Read read, Elements elements, List<Term> at, Scope scope) {
    this.read = read;
    this.elements = elements.values();
    this.shape = elements.shape();
    this.at = at.toArray(Term[]::new);
    this.scope = scope;
  }

  @Override
  public double at(int[] indices) {
    int place = 0;
    for (int axis = 0; axis < at.length; axis++) {
      double position = at[axis].at(indices);
      if (position >= 0 && position < shape[axis]) {
        place = place * shape[axis] + (int) position;
      } else {
        return isAbsent(position) ? ABSENT : outside(axis, position, indices);
      }
    }
    return elements[place];
  }

  private double outside(int axis, double position, int[] indices) {
    return switch (read.bounds().get(axis)) {
      case ABSENT -> ABSENT;
      case CHECKED -> throw new InterpretException(InterpretException.Code.INDEX, describe(axis, position, indices));
      case PROVED -> throw new CheckerBug(describe(axis, position, indices));
    };
  }

  /// ``index 99 into axis 0 of `emb`, which has 30 positions (from `ids`, where t = 3)``.
  private String describe(int axis, double position, int[] indices) {
    Expr from = read.at().get(axis);
    String source = from instanceof Expr.Read r ? "from `" + r.tensor().name() + "`" : "computed";
    String where = scope.spelled(FreeIndices.of(List.of(), from), indices);
    return "index " + Text.number(position) + " into axis " + axis + " of `" + read.tensor().name() + "`, which has " + shape[axis]
        + " positions (" + source
        + (where.isEmpty() ? ")" : ", where " + where + ")");
  }
}
