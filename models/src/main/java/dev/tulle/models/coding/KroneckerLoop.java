package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/// `kronecker.tulle` as plain loops; what is inverted there is solved here, by Cholesky's triangle.
///
/// @param measure `[measurement, row, column]`
record KroneckerLoop(Naive in, Grid measure, Grid y, double noise) {
  Map<String, Grid> learn(int steps) {
    var measurements = measure.extent(0);
    var height = measure.extent(1);
    var width = measure.extent(2);
    var rows = Grid.zeros(height).fill(_ -> 1);
    var columns = Grid.zeros(width).fill(_ -> 1);
    var x = Grid.zeros(height, width);
    for (var step = 0; step < steps; step++) {
      var triangle = triangle(rows, columns);
      var power = new double[height][width];
      for (var row = 0; row < height; row++) for (var column = 0; column < width; column++) {
        var i = row;
        var j = column;
        var variance = in.round(rows.at(i) * columns.at(j));
        var seen = solve(triangle, m -> measure.at(m, i, j));
        var middle = in.round(variance * in.sum(measurements, m -> seen[m] * y.at(m)));
        var known = in.sum(measurements, m -> seen[m] * measure.at(m, i, j));
        var left = in.round(variance * in.round(1 - in.round(variance * known)));
        x.set(middle, i, j);
        power[i][j] = in.round(in.round(middle * middle) + Math.max(0, left));
      }
      for (var row = 0; row < height; row++) {
        var i = row;
        rows.set(in.round(in.sum(width, j -> power[i][j] / Math.max(1e-12, columns.at(j))) / width), i);
      }
      for (var column = 0; column < width; column++) {
        var j = column;
        columns.set(in.round(in.sum(height, i -> power[i][j] / Math.max(1e-12, rows.at(i))) / height), j);
      }
    }
    return Map.of("x", x, "row_variance", rows, "column_variance", columns);
  }

  /// The lower triangle of the covariance of the measurements.
  private double[][] triangle(Grid rows, Grid columns) {
    var size = measure.extent(0);
    var width = columns.extent(0);
    var low = new double[size][size];
    for (var row = 0; row < size; row++) for (var column = 0; column <= row; column++) {
      var m = row;
      var n = column;
      var entry = in.sum(rows.extent(0) * width,
          p -> in.round(rows.at(p / width) * columns.at(p % width)) * measure.at(m, p / width, p % width)
              * measure.at(n, p / width, p % width));
      var rest = in.round(entry + (m == n ? noise : 0) - in.sum(n, k -> low[m][k] * low[n][k]));
      low[m][n] = in.round(m == n ? Math.sqrt(rest) : rest / low[n][n]);
    }
    return low;
  }

  private double[] solve(double[][] low, IntToDoubleFunction right) {
    var size = low.length;
    var half = new double[size];
    for (var row = 0; row < size; row++) {
      var m = row;
      half[m] = in.round((right.applyAsDouble(m) - in.sum(m, k -> low[m][k] * half[k])) / low[m][m]);
    }
    var whole = new double[size];
    for (var row = size - 1; row >= 0; row--) {
      var m = row;
      whole[m] = in.round((half[m] - in.sum(size, k -> k > m, k -> low[k][m] * whole[k])) / low[m][m]);
    }
    return whole;
  }
}
