package dev.tulle.models.attention;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Map;

/// `crate.tulle` as plain loops.
///
/// @param weights by name, as in the specification
record CrateLoop(Naive in, Map<String, Grid> weights, double step, double penalty) {
  private double[][] normalised(double[][] z, int layer, String gain, String shift) {
    var normal = new double[z.length][];
    for (var n = 0; n < z.length; n++) {
      var row = z[n];
      var width = row.length;
      var mean = in.round(in.sum(width, d -> row[d]) / width);
      var variance = in.round(in.sum(width, d -> in.round(row[d] - mean) * in.round(row[d] - mean)) / width);
      var scale = in.round(1 / Math.sqrt(variance + 1e-5));
      normal[n] = new double[width];
      for (var d = 0; d < width; d++)
        normal[n][d] = in
            .round(in.round(in.round(row[d] - mean) * scale) * weights.get(gain).at(layer, d) + weights.get(shift).at(layer, d));
    }
    return normal;
  }

  double[][] run(double[][] x) {
    var subspace = weights.get("subspace");
    var z = x;
    for (var layer = 0; layer < subspace.extent(0); layer++) z = shrunk(normalised(drawn(z, layer), layer, "gain2", "shift2"), layer);
    return z;
  }

  private double[][] drawn(double[][] z, int layer) {
    var subspace = weights.get("subspace");
    var back = weights.get("back");
    var a = normalised(z, layer, "gain1", "shift1");
    var rows = z.length;
    var width = back.extent(1);
    var heads = subspace.extent(1);
    var small = subspace.extent(2);
    var w = Grid.zeros(heads, rows, small);
    for (var head = 0; head < heads; head++) for (var row = 0; row < rows; row++) for (var element = 0; element < small; element++) {
      var h = head;
      var n = row;
      var e = element;
      w.set(in.sum(width, d -> subspace.at(layer, h, e, d) * a[n][d]), h, n, e);
    }
    var together = new DenseAttention(in, w, w, w).attend((_, _, _) -> true);
    var half = new double[rows][width];
    for (var row = 0; row < rows; row++) for (var column = 0; column < width; column++) {
      var n = row;
      var d = column;
      half[n][d] = in
          .round(z[n][d] + in.sum(heads * small, i -> back.at(layer, d, i / small, i % small) * together.at(i / small, n, i % small)));
    }
    return half;
  }

  private double[][] shrunk(double[][] b, int layer) {
    var dictionary = weights.get("dictionary");
    var z = new double[b.length][];
    for (var n = 0; n < b.length; n++) {
      var row = b[n];
      var width = row.length;
      var rest = new double[width];
      for (var column = 0; column < width; column++) {
        var d = column;
        rest[d] = in.round(row[d] - in.sum(width, c -> dictionary.at(layer, d, c) * row[c]));
      }
      z[n] = new double[width];
      for (var column = 0; column < width; column++) {
        var d = column;
        var slope = in.sum(width, c -> dictionary.at(layer, c, d) * rest[c]);
        z[n][d] = Math.max(0, in.round(in.round(row[d] + in.round(step * slope)) - in.round(step * penalty)));
      }
    }
    return z;
  }
}
