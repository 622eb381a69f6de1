package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;

/// Atoms made of cosines, more of them than pixels.
final class CosineDictionary {
  private CosineDictionary() {}

  /// `frequencies` times `frequencies` atoms of `side` times `side` pixels, each of length 1; all but the first without a mean.
  static Grid of(int side, int frequencies) {
    var waves = new double[frequencies][side];
    for (var f = 0; f < frequencies; f++) {
      var mean = 0.0;
      for (var p = 0; p < side; p++) {
        waves[f][p] = Math.cos(Math.PI * f * p / frequencies);
        mean += waves[f][p] / side;
      }
      var square = 0.0;
      for (var p = 0; p < side; p++) {
        if (f > 0) waves[f][p] -= mean;
        square += waves[f][p] * waves[f][p];
      }
      for (var p = 0; p < side; p++) waves[f][p] /= Math.sqrt(square);
    }
    var pixels = side * side;
    return Grid.zeros(frequencies * frequencies, pixels).fill(i -> {
      var atom = i / pixels;
      var pixel = i % pixels;
      return waves[atom / frequencies][pixel / side] * waves[atom % frequencies][pixel % side];
    });
  }
}
