package dev.tulle.models.moe;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Arrays;

/// COMET's gate as its authors define it: down each tree, recursively.
///
/// @param leads the expert of each leaf of each tree
record CometLoop(Naive in, ExpertLoop loop, Grid node, Grid bias, Grid leaf, Grid leads, double width) {
  private double step(int tree, int n, int token) {
    var z = in.round(bias.at(tree, n) + in.sum(node.extent(2), d -> node.at(tree, n, d) * loop.x().at(token, d)));
    if (z <= -width / 2) return 0;
    if (z >= width / 2) return 1;
    var share = in.round(z / width + 0.5);
    return in.round(share * share * (3 - 2 * share));
  }

  private void descend(int tree, int n, double share, int token, double[] reached) {
    var leaves = reached.length;
    if (n >= leaves - 1) {
      reached[n - (leaves - 1)] = share;
      return;
    }
    var right = step(tree, n, token);
    descend(tree, 2 * n + 1, in.round(share * in.round(1 - right)), token, reached);
    descend(tree, 2 * n + 2, in.round(share * right), token, reached);
  }

  /// The share of each expert in what one token gets; NaN for those it does not meet.
  double[] shares(int token) {
    var trees = leaf.extent(0);
    var leaves = leaf.extent(1);
    var reached = new double[trees][leaves];
    for (var j = 0; j < trees; j++) descend(j, 0, 1, token, reached[j]);
    var logits = new double[trees * leaves];
    for (var i = 0; i < logits.length; i++) {
      var j = i / leaves;
      var l = i % leaves;
      if (reached[j][l] > 0)
        logits[i] = in.round(in.sum(leaf.extent(2), d -> leaf.at(j, l, d) * loop.x().at(token, d)) + in.round(Math.log(reached[j][l])));
    }
    var parts = loop.softmax(logits, i -> reached[i / leaves][i % leaves] > 0);
    var shares = new double[leaves];
    Arrays.fill(shares, Double.NaN);
    for (var i = 0; i < parts.length; i++) {
      if (reached[i / leaves][i % leaves] == 0) continue;
      var e = (int) leads.at(i / leaves, i % leaves);
      shares[e] = in.precision().add(Double.isNaN(shares[e]) ? 0 : shares[e], parts[i]);
    }
    return shares;
  }
}
