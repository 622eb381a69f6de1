package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// `convolutional.tulle` as plain loops: spikes put their kernels into the image, one after the other.
final class Convolutions {
  private final Naive in;
  private final Grid kernels;
  private final int height;
  private final int width;
  private final int maps;
  private final int side;

  Convolutions(Naive in, Grid kernels, int height, int width) {
    this.in = in;
    this.kernels = kernels;
    this.height = height;
    this.width = width;
    this.maps = kernels.extent(0);
    this.side = kernels.extent(1);
  }

  double rate() {
    var total = in.sum(maps, k -> {
      var size = in.sum(side * side, i -> Math.abs(kernels.at(k, i / side, i % side)));
      return size * size;
    });
    return in.round(1 / Math.max(1e-20, total));
  }

  double[][] draw(double[][][] spikes) {
    var image = new double[height][width];
    for (var k = 0; k < maps; k++) for (var i = 0; i < height; i++) for (var j = 0; j < width; j++) {
      if (spikes[k][i][j] == 0) continue;
      for (var r = 0; r < side; r++) for (var s = 0; s < side; s++) {
        var y = i + r - side / 2;
        var x = j + s - side / 2;
        if (y >= 0 && y < height && x >= 0 && x < width)
          image[y][x] = in.precision().add(image[y][x], in.round(spikes[k][i][j] * kernels.at(k, r, s)));
      }
    }
    return image;
  }

  private double fit(double[][] rest, int k, int i, int j) {
    return in.sum(side * side, p -> {
      var y = i + p / side - side / 2;
      var x = j + p % side - side / 2;
      return y >= 0 && y < height && x >= 0 && x < width ? kernels.at(k, p / side, p % side) * rest[y][x] : 0;
    });
  }

  double[][][] code(Grid image, int steps, double penalty) {
    var rate = rate();
    var z = new double[maps][height][width];
    var y = new double[maps][height][width];
    var t = 1.0;
    for (var step = 0; step < steps; step++) {
      var drawn = draw(y);
      var rest = new double[height][width];
      for (var i = 0; i < height; i++) for (var j = 0; j < width; j++) rest[i][j] = in.round(image.at(i, j) - drawn[i][j]);
      var faster = in.round((1 + Math.sqrt(1 + 4 * t * t)) / 2);
      for (var k = 0; k < maps; k++) for (var i = 0; i < height; i++) for (var j = 0; j < width; j++) {
        var shrunk = in.round(Shrinkage.soft(in.round(y[k][i][j] + in.round(rate * fit(rest, k, i, j))), in.round(penalty * rate)));
        y[k][i][j] = in.round(shrunk + in.round((t - 1) / faster * (shrunk - z[k][i][j])));
        z[k][i][j] = shrunk;
      }
      t = faster;
    }
    return z;
  }
}
