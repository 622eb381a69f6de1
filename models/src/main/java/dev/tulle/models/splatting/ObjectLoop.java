package dev.tulle.models.splatting;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Map;
import java.util.stream.IntStream;

/// `VisualHull` and `Floaters` of `object.tulle` as plain loops.
final class ObjectLoop {
  private static final double NEAR = 0.01;

  private final Naive in;

  ObjectLoop(Naive in) {
    this.in = in;
  }

  /// The outputs of `VisualHull`.
  ///
  /// @param views its inputs
  Map<String, Grid> hull(int side, Map<String, Grid> views) {
    var points = side * side * side;
    var votes = Grid.whole(points);
    var cloud = Grid.absent(points, 3);
    var colour = Grid.absent(points, 3);
    var image = views.get("image");
    var count = image.extent(0);
    for (var p = 0; p < points; p++) {
      var cell = new int[] {p % side, p / side % side, p / (side * side)};
      var low = views.get("low");
      var high = views.get("high");
      var point = Naive.row(3, i -> r(low.at(i) + r(r(high.at(i) - low.at(i)) / side) * (cell[i] + 0.5)));
      var pixels = new int[count][];
      for (var v = 0; v < count; v++) {
        pixels[v] = pixel(views, v, point);
        if (pixels[v] != null && views.get("mask").holds(v, pixels[v][1], pixels[v][0])) votes.add(1, p);
      }
      if (votes.at(p) < count) continue;
      for (var i = 0; i < 3; i++) {
        var c = i;
        cloud.set(point[c], p, c);
        colour.set(r(in.sum(count, v -> image.at(v, pixels[v][1], pixels[v][0], c)) / count), p, c);
      }
    }
    return Map.of("votes", votes, "cloud", cloud, "colour", colour);
  }

  /// Where a camera sees a point: x and y; null if that is in no picture.
  private int[] pixel(Map<String, Grid> views, int v, double[] point) {
    var turn = views.get("turn");
    var eye = views.get("eye");
    var place = Naive.row(3, k -> in.sum(3, i -> turn.at(v, k, i) * r(point[i] - eye.at(v, i))));
    if (place[2] <= NEAR) return null;
    var pixel = new int[2];
    for (var i = 0; i < 2; i++) {
      var extent = views.get("image").extent(2 - i);
      var at = Math.floor(r(r(r(views.get("focal").at(v) * place[i]) / place[2]) + extent / 2.0));
      if (at < 0 || at >= extent) return null;
      pixel[i] = (int) at;
    }
    return pixel;
  }

  /// The outputs of `Floaters`.
  Map<String, Grid> floaters(Grid position, double tolerance) {
    var count = position.extent(0);
    var lonely = Grid.zeros(count);
    for (var g = 0; g < count; g++) {
      var self = g;
      var apart = Naive.row(count, h -> r(Math.sqrt(in.sum(3, i -> square(position.at(self, i) - position.at(h, i))))));
      var near = Naive.best(count, (long) Math.sqrt(count), h -> h != self, h -> -apart[h]);
      var neighbours = IntStream.range(0, count).filter(h -> near[h]).count();
      lonely.set(r(in.sum(count, h -> near[h], h -> apart[h]) / neighbours), g);
    }
    var usual = r(in.sum(count, lonely::get) / count);
    var deviation = r(Math.sqrt(r(in.sum(count, g -> square(lonely.get(g) - usual)) / count)));
    var kept = Grid.absent(count, 3);
    for (var g = 0; g < count; g++) {
      if (lonely.get(g) > r(usual + r(tolerance * deviation))) continue;
      for (var i = 0; i < 3; i++) kept.set(position.at(g, i), g, i);
    }
    return Map.of("lonely", lonely, "kept", kept);
  }

  private double square(double value) {
    return r(r(value) * r(value));
  }

  private double r(double value) {
    return in.round(value);
  }
}
