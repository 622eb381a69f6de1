package dev.tulle.models.active;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.function.IntPredicate;

/// `active.tulle` as loops over tokens and the inputs chosen for each.
///
/// @param in how it computes
record GatherLoop(Naive in, Grid x, Grid w) {
  int tokens() {
    return x.extent(0);
  }

  /// The lengths of the columns of `w`.
  double[] lengths() {
    return Naive.row(w.extent(1), d -> in.round(Math.sqrt(in.sum(w.extent(0), f -> w.at(f, d) * w.at(f, d)))));
  }

  /// The inputs of a token with the largest `abs(x[t, d]) * worth[d]`.
  boolean[] best(int token, int keep, double[] worth) {
    return Naive.best(worth.length, keep, _ -> true, d -> in.round(Math.abs(x.at(token, d)) * worth[d]));
  }

  /// The inputs of a token with the largest size.
  boolean[] largest(int token, int keep) {
    return best(token, keep, Naive.row(x.extent(1), _ -> 1));
  }

  /// One element of `rows` times a token, over the inputs that `chosen` allows.
  double element(Grid rows, int row, int token, IntPredicate chosen) {
    return in.sum(x.extent(1), chosen, d -> rows.at(row, d) * x.at(token, d));
  }

  /// `w` times a token, over the inputs that `chosen` allows, into that token's row of `y`.
  void multiply(int token, boolean[] chosen, Grid y) {
    for (var f = 0; f < w.extent(0); f++) y.set(element(w, f, token, d -> chosen[d]), token, f);
  }
}
