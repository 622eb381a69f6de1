package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// `autoencoders.tulle` as plain loops.
///
/// @param in how it computes
record Autoencoders(Naive in, Grid x, Grid encoder, Grid decoder, Grid bias) {
  /// The features before any selection: `[row][feature]`.
  double[][] features() {
    var z = new double[x.extent(0)][encoder.extent(0)];
    for (var row = 0; row < z.length; row++) {
      for (var feature = 0; feature < z[row].length; feature++) {
        var b = row;
        var f = feature;
        z[b][f] = Math.max(0, in.sum(x.extent(1), m -> encoder.at(f, m) * in.round(x.at(b, m) - bias.at(m))));
      }
    }
    return z;
  }

  /// What exists of the code where `active`, and the output made from it.
  void decode(double[][] z, boolean[][] active, Grid code, Grid y) {
    for (var row = 0; row < z.length; row++) {
      var b = row;
      for (var f = 0; f < z[b].length; f++) if (active[b][f]) code.set(z[b][f], b, f);
      for (var column = 0; column < x.extent(1); column++) {
        var m = column;
        y.set(in.round(bias.at(m) + in.sum(z[b].length, f -> active[b][f], f -> z[b][f] * decoder.at(f, m))), b, m);
      }
    }
  }

  static boolean[][] topOfRows(double[][] z, int count) {
    var active = new boolean[z.length][];
    for (var b = 0; b < z.length; b++) {
      var row = z[b];
      active[b] = Naive.best(row.length, count, f -> row[f] > 0, f -> row[f]);
    }
    return active;
  }

  static boolean[][] topOfAll(double[][] z, int count) {
    var features = z.length == 0 ? 0 : z[0].length;
    var flat = Naive.best(z.length * features, count, i -> z[i / features][i % features] > 0, i -> z[i / features][i % features]);
    var active = new boolean[z.length][features];
    for (var i = 0; i < flat.length; i++) active[i / features][i % features] = flat[i];
    return active;
  }

  static boolean[][] topOfColumns(double[][] z, int count) {
    var active = new boolean[z.length][z.length == 0 ? 0 : z[0].length];
    for (var column = 0; z.length > 0 && column < z[0].length; column++) {
      var f = column;
      var rows = Naive.best(z.length, count, b -> z[b][f] > 0, b -> z[b][f]);
      for (var b = 0; b < rows.length; b++) active[b][f] = rows[b];
    }
    return active;
  }
}
