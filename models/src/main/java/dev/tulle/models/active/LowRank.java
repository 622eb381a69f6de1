package dev.tulle.models.active;

import java.util.Random;
import java.util.stream.IntStream;

/// A matrix of low rank close to a given one: `u v`, with the directions in which the given matrix is largest, found by iterating on a subspace from a start that is always the
/// same. Close to the best (the truncated singular value decomposition), not equal to it where singular values lie together.
///
/// @param u `[rows, rank]`, with orthonormal columns
/// @param v `[rank, columns]`
record LowRank(int rank, float[] u, float[] v) {
  private static final int ROUNDS = 12;

  /// @param w `[rows, columns]`
  /// @param rank at most both extents
  static LowRank of(float[] w, int rows, int columns, int rank) {
    var random = new Random(1);
    var v = new double[rank][columns];
    for (var row : v) for (var d = 0; d < columns; d++) row[d] = random.nextGaussian();
    var u = new double[rank][rows];
    for (var round = 0; round < ROUNDS; round++) {
      parallel(rank, r -> u[r] = times(w, columns, v[r], rows));
      orthonormalise(u);
      parallel(rank, r -> v[r] = transposedTimes(w, columns, u[r]));
      if (round < ROUNDS - 1) orthonormalise(v);
    }
    var left = new float[rows * rank];
    var right = new float[rank * columns];
    for (var r = 0; r < rank; r++) {
      for (var f = 0; f < rows; f++) left[f * rank + r] = (float) u[r][f];
      for (var d = 0; d < columns; d++) right[r * columns + d] = (float) v[r][d];
    }
    return new LowRank(rank, left, right);
  }

  private interface Task {
    void run(int r);
  }

  private static void parallel(int count, Task task) {
    IntStream.range(0, count).parallel().forEach(task::run);
  }

  private static double[] times(float[] w, int columns, double[] x, int rows) {
    var y = new double[rows];
    for (var f = 0; f < rows; f++) {
      var sum = 0.0;
      for (var d = 0; d < columns; d++) sum += w[f * columns + d] * x[d];
      y[f] = sum;
    }
    return y;
  }

  private static double[] transposedTimes(float[] w, int columns, double[] y) {
    var x = new double[columns];
    for (var f = 0; f < y.length; f++) for (var d = 0; d < columns; d++) x[d] += w[f * columns + d] * y[f];
    return x;
  }

  /// Gram and Schmidt, twice, because once is not enough for vectors that nearly depend on each other. What depends wholly becomes zero.
  private static void orthonormalise(double[][] vectors) {
    for (var i = 0; i < vectors.length; i++) {
      var before = length(vectors[i]);
      for (var pass = 0; pass < 2; pass++) {
        for (var j = 0; j < i; j++) {
          var along = dot(vectors[i], vectors[j]);
          for (var d = 0; d < vectors[i].length; d++) vectors[i][d] -= along * vectors[j][d];
        }
      }
      var length = length(vectors[i]);
      var scale = length > 1e-10 * before ? 1 / length : 0;
      for (var d = 0; d < vectors[i].length; d++) vectors[i][d] *= scale;
    }
  }

  private static double length(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double dot(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }
}
