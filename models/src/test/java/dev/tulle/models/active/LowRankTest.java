package dev.tulle.models.active;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.models.trial.Draw;
import org.junit.jupiter.api.Test;

class LowRankTest {
  /// `sum(r) size(r) · l[r, f] · m[r, d]` with orthonormal `l` and `m`: the sizes are the singular values.
  private static float[] planted(int rows, int columns, double... sizes) {
    var left = basis(new Draw(1), sizes.length, rows);
    var right = basis(new Draw(2), sizes.length, columns);
    var w = new float[rows * columns];
    for (var f = 0; f < rows; f++)
      for (var d = 0; d < columns; d++)
        for (var r = 0; r < sizes.length; r++) w[f * columns + d] += (float) (sizes[r] * left[r][f] * right[r][d]);
    return w;
  }

  private static double[][] basis(Draw draw, int count, int length) {
    var vectors = new double[count][length];
    for (var i = 0; i < count; i++) {
      for (var d = 0; d < length; d++) vectors[i][d] = draw.normal();
      for (var j = 0; j < i; j++) {
        var along = dot(vectors[i], vectors[j]);
        for (var d = 0; d < length; d++) vectors[i][d] -= along * vectors[j][d];
      }
      var size = Math.sqrt(dot(vectors[i], vectors[i]));
      for (var d = 0; d < length; d++) vectors[i][d] /= size;
    }
    return vectors;
  }

  private static double dot(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  /// The root of the sum of squares of `w - u v`.
  private static double distance(float[] w, LowRank parts, int rows, int columns) {
    var square = 0.0;
    for (var f = 0; f < rows; f++) for (var d = 0; d < columns; d++) {
      double rest = w[f * columns + d];
      for (var r = 0; r < parts.rank(); r++) rest -= parts.u()[f * parts.rank() + r] * parts.v()[r * columns + d];
      square += rest * rest;
    }
    return Math.sqrt(square);
  }

  @Test
  void aMatrixOfThatRankIsFoundWhole() {
    for (var shape : new int[][] {{30, 20}, {20, 30}, {7, 7}}) {
      var w = planted(shape[0], shape[1], 5, 3, 0.5);
      assertTrue(distance(w, LowRank.of(w, shape[0], shape[1], 3), shape[0], shape[1]) < 1e-5);
    }
  }

  @Test
  void ofALargerRankTheLargestDirectionsAreFound() {
    var w = planted(40, 25, 8, 7, 6, 1, 0.8, 0.5);
    var best = Math.sqrt(1 + 0.64 + 0.25);
    assertEquals(best, distance(w, LowRank.of(w, 40, 25, 3), 40, 25), 1e-5);
  }

  @Test
  void moreThanThereIsDoesNoHarm() {
    var w = planted(12, 10, 2, 1);
    assertTrue(distance(w, LowRank.of(w, 12, 10, 6), 12, 10) < 1e-5);
    assertEquals(0, distance(new float[120], LowRank.of(new float[120], 12, 10, 2), 12, 10));
  }

  @Test
  void isTheSameEveryTime() {
    var w = planted(40, 25, 8, 7, 6, 1, 0.8, 0.5);
    assertArrayEquals(LowRank.of(w, 40, 25, 4).u(), LowRank.of(w, 40, 25, 4).u());
  }
}
