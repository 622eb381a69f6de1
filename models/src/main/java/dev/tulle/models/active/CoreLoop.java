package dev.tulle.models.active;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Arrays;
import java.util.stream.IntStream;

/// `CoreMatching` as loops over tokens and neurons.
///
/// @param in how it computes
record CoreLoop(Naive in, Grid w1, Grid w2) {
  int neurons() {
    return w1.extent(0);
  }

  /// What each neuron says of one token.
  double[] active(Grid x, int token) {
    return Naive.row(
        neurons(), h -> Math.max(0, in.sum(w1.extent(1), d -> w1.at(h, d) * x.get(token * w1.extent(1) + d))));
  }

  /// The neurons that fire for one token.
  static boolean[] fired(double[] active, int most) {
    return Naive.best(active.length, most, h -> active[h] > 0, h -> active[h]);
  }

  /// The neurons that fire for most tokens.
  boolean[] core(boolean[][] fired, int count) {
    var often = new int[neurons()];
    for (var token : fired) for (var h = 0; h < often.length; h++) if (token[h]) often[h]++;
    return Naive.best(often.length, count, _ -> true, h -> often[h]);
  }

  /// How many core neurons fire for each token.
  int[] overlap(boolean[][] fired, boolean[] core) {
    return Arrays.stream(fired).mapToInt(token -> (int) IntStream.range(0, core.length).filter(h -> token[h] && core[h]).count()).toArray();
  }

  /// The core tokens: those of more overlap than that point of the curve of all, from the largest down, which is furthest from the line between its ends; and those of the largest.
  static boolean[] kept(int[] overlap) {
    var curve = Arrays.stream(overlap).map(n -> -n).sorted().map(n -> -n).toArray();
    var last = curve.length - 1;
    var elbow = Naive.argmax(
        curve.length, n -> Math.abs((double) (curve[last] - curve[0]) * n - (double) last * (curve[n] - curve[0])));
    var kept = new boolean[overlap.length];
    for (var t = 0; t < kept.length; t++) kept[t] = overlap[t] > curve[elbow] || overlap[t] == curve[0];
    return kept;
  }

  /// One output of the neurons that `where` allows.
  double output(int row, double[] active, boolean[] where) {
    return in.sum(active.length, h -> where[h], h -> w2.at(row, h) * active[h]);
  }
}
