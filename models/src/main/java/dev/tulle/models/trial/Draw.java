package dev.tulle.models.trial;

import java.util.Random;

/// Data at random, the same for the same seed.
public final class Draw {
  private final Random random;

  public Draw(long seed) {
    this.random = new Random(seed);
  }

  /// Standard normal numbers.
  public Grid normal(int... shape) {
    return Grid.zeros(shape).fill(_ -> random.nextGaussian());
  }

  /// Standard normal numbers times `scale`.
  public Grid scaled(double scale, int... shape) {
    return Grid.zeros(shape).fill(_ -> scale * random.nextGaussian());
  }

  /// Rows of length 1 in random directions.
  public Grid unitRows(int rows, int length) {
    var grid = new double[rows][length];
    for (var row : grid) {
      var square = 0.0;
      for (var i = 0; i < length; i++) {
        row[i] = random.nextGaussian();
        square += row[i] * row[i];
      }
      for (var i = 0; i < length; i++) row[i] /= Math.sqrt(square);
    }
    return Grid.zeros(rows, length).fill(i -> grid[i / length][i % length]);
  }

  /// Whole numbers from 0 to below `limit`.
  public Grid whole(int limit, int... shape) {
    return Grid.whole(shape).fill(_ -> random.nextInt(limit));
  }

  public int whole(int limit) {
    return random.nextInt(limit);
  }

  public double normal() {
    return random.nextGaussian();
  }

  public double uniform() {
    return random.nextDouble();
  }
}
