package dev.tulle.models.active;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// The two layers of `LazyNeurons` and `LazyTopNeurons` as loops over tokens and hidden units.
///
/// @param in how it computes
record LazyLoop(Naive in, Grid x, Grid w1, Grid b1, Grid w2) {
  /// Of every token, the hidden units before the ReLU.
  double[] before(int token) {
    return Naive.row(
        w1.extent(0), h -> in.precision().add(in.sum(x.extent(1), d -> w1.at(h, d) * x.at(token, d)), b1.at(h)));
  }

  /// At most `keep` units, the largest of those above zero.
  static boolean[] fired(double[] before, int keep) {
    return Naive.best(before.length, keep, h -> before[h] > 0, h -> before[h]);
  }

  /// What the units that fire give, into a token's row of `y`.
  void multiply(int token, double[] before, boolean[] fired, Grid y) {
    for (var row = 0; row < w2.extent(0); row++) {
      var f = row;
      y.set(in.sum(before.length, h -> fired[h], h -> w2.at(f, h) * before[h]), token, f);
    }
  }
}
