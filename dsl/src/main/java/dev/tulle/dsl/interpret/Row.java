package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.holds;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import java.util.Arrays;

/// What one binder runs over: the values of `body` where `where` holds and the body exists.
record Row(Loop loop, Term where, Term body) {
  @FunctionalInterface
  interface Member {
    void at(double value, long place);
  }

  /// The members in index order.
  void forEach(int[] indices, Member member) {
    loop.forEach(
        indices,
        place -> {
          if (!holds(where.at(indices))) return;
          double value = body.at(indices);
          if (!isAbsent(value)) member.at(value, place);
        });
  }

  /// The whole row, absent where it has no member.
  double[] values(int[] indices) {
    double[] values = new double[Elements.count("a row", loop.extents())];
    Arrays.fill(values, ABSENT);
    forEach(indices, (value, place) -> values[(int) place] = value);
    return values;
  }
}
