package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// `denoise.tulle` as plain loops: patch by patch.
///
/// @param side of a patch, in pixels
record Patches(Naive in, Grid dictionary, int side, int most) {
  void denoise(Grid image, double noise, Grid total, Grid covered) {
    var pixels = side * side;
    var goal = Grid.zeros(1);
    goal.set(noise, 0);
    for (var y = 0; y + side <= image.extent(0); y++) {
      for (var x = 0; x + side <= image.extent(1); x++) {
        var top = y;
        var left = x;
        var mean = in.round(in.sum(pixels, m -> image.at(top + m / side, left + m % side)) / pixels);
        var flat = Grid.zeros(1, pixels);
        for (var m = 0; m < pixels; m++) flat.set(in.round(image.at(y + m / side, x + m % side) - mean), 0, m);
        var explained = Grid.zeros(1, pixels);
        new Pursuits(in, dictionary).orthogonal(flat, goal, most, Grid.absent(1, dictionary.extent(0)), explained, Grid.whole(1));
        for (var m = 0; m < pixels; m++) {
          var i = y + m / side;
          var j = x + m % side;
          total.set(in.precision().add(total.at(i, j), in.round(explained.at(0, m) + mean)), i, j);
          covered.add(1, i, j);
        }
      }
    }
  }
}
