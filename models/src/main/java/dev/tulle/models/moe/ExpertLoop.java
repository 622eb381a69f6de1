package dev.tulle.models.moe;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.function.IntPredicate;

/// `moe.tulle` as loops over tokens and, for each, over its experts.
///
/// @param in how it computes
record ExpertLoop(Naive in, Grid x, Grid wg, Grid wi, Grid wo) {
  int tokens() {
    return x.extent(0);
  }

  double dot(Grid rows, int row, int token) {
    return in.sum(x.extent(1), d -> rows.at(row, d) * x.at(token, d));
  }

  /// What the gate says of every expert for one token.
  double[] logits(Grid gate, int token) {
    var logits = new double[gate.extent(0)];
    for (var e = 0; e < logits.length; e++) logits[e] = dot(gate, e, token);
    return logits;
  }

  double[] softmax(double[] logits, IntPredicate where) {
    return in.softmax(logits.length, where, e -> logits[e]);
  }

  /// Adds what one expert says of a token to that token's row of `y`.
  void meet(int token, int expert, double share, Grid y) {
    var hidden = new double[wg.extent(1)];
    for (var unit = 0; unit < hidden.length; unit++) {
      var f = unit;
      var g = in.sum(x.extent(1), d -> wg.at(expert, f, d) * x.at(token, d));
      var up = in.sum(x.extent(1), d -> wi.at(expert, f, d) * x.at(token, d));
      hidden[f] = in.round(in.round(g / (1 + Math.exp(-g))) * up);
    }
    for (var column = 0; column < x.extent(1); column++) {
      var d = column;
      var says = in.sum(hidden.length, f -> in.round(share * wo.at(expert, d, f)) * hidden[f]);
      y.set(in.precision().add(y.at(token, d), says), token, d);
    }
  }
}
