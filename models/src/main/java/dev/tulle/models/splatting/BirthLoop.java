package dev.tulle.models.splatting;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// `Densify` of `object.tulle` as plain loops: what one session keeps run by run.
final class BirthLoop {
  private static final double FADED = 0.005f;
  private static final double STEEP = 0.0002f;
  private static final double LARGE = 0.1f;
  private static final double SHRINK = 1.6f;

  private final Naive in;
  private final Map<String, Grid> kept = new HashMap<>();
  private final int count;

  /// @param first the weights: what each property begins as, under its name after `first_`
  BirthLoop(Naive in, Map<String, Grid> first) {
    this.in = in;
    first.forEach((name, grid) -> kept.put(name.substring("first_".length()), copy(grid)));
    count = kept.get("opacity").count();
  }

  /// The outputs of `densify`, after which all are as it leaves them.
  Map<String, Grid> densify(Grid pull, Grid draw) {
    var opacity = kept.get("opacity");
    var free = new ArrayDeque<Integer>();
    IntStream.range(0, count).filter(g -> opacity.get(g) < FADED).forEach(free::add);
    var parents = IntStream.range(0, count).filter(g -> opacity.get(g) >= FADED && pull.get(g) > STEEP).limit(free.size()).toArray();
    var from = Grid.absent(count);
    for (var parent : parents) {
      var slot = free.remove();
      from.set(parent, slot);
      bear(parent, slot, draw);
    }
    return Map.of("from", from);
  }

  private void bear(int parent, int slot, Grid draw) {
    var scale = kept.get("scale");
    var position = kept.get("position");
    for (var grid : kept.values()) copy(grid, parent, grid, slot);
    if (Math.max(scale.at(parent, 0), Math.max(scale.at(parent, 1), scale.at(parent, 2))) <= LARGE) return;
    var axes = axes(parent);
    for (var g : new int[] {parent, slot}) {
      var off = Naive.row(3, i -> in.sum(3, k -> in.round(axes[i][k] * scale.at(g, k)) * draw.at(g, k)));
      for (var i = 0; i < 3; i++) {
        position.set(in.round(position.at(g, i) + off[i]), g, i);
        scale.set(in.round(scale.at(g, i) / SHRINK), g, i);
      }
    }
  }

  /// The rotation of a quaternion: what it does to each axis, as the product of three quaternions.
  private double[][] axes(int g) {
    var q = Naive.row(4, i -> kept.get("rotation").at(g, i));
    var square = in.sum(4, i -> q[i] * q[i]);
    var axes = new double[3][3];
    for (var k = 0; k < 3; k++) {
      var axis = new double[4];
      axis[k + 1] = 1;
      var turned = times(times(q, axis), new double[] {q[0], -q[1], -q[2], -q[3]});
      for (var i = 0; i < 3; i++) axes[i][k] = in.round(turned[i + 1] / square);
    }
    return axes;
  }

  private double[] times(double[] a, double[] b) {
    return new double[] {sum(a[0] * b[0], -a[1] * b[1], -a[2] * b[2], -a[3] * b[3]),
        sum(a[0] * b[1], a[1] * b[0], a[2] * b[3], -a[3] * b[2]), sum(a[0] * b[2], -a[1] * b[3], a[2] * b[0], a[3] * b[1]),
        sum(a[0] * b[3], a[1] * b[2], -a[2] * b[1], a[3] * b[0])};
  }

  private double sum(double... terms) {
    return in.sum(terms.length, i -> terms[i]);
  }

  /// The outputs of `living`.
  Map<String, Grid> living() {
    var living = new HashMap<String, Grid>();
    var names = Map.of("position", "centre", "scale", "extent", "rotation", "quaternion", "opacity", "hides", "harmonics", "colours");
    kept.forEach((name, grid) -> {
      var there = Grid.absent(grid.toReference().shape());
      for (var g = 0; g < count; g++) if (kept.get("opacity").get(g) >= FADED) copy(grid, g, there, g);
      living.put(names.get(name), there);
    });
    return living;
  }

  private static Grid copy(Grid grid) {
    return Grid.zeros(grid.toReference().shape()).fill(grid::get);
  }

  /// What one Gaussian has, for another.
  private void copy(Grid grid, int from, Grid other, int to) {
    var width = grid.count() / count;
    for (var i = 0; i < width; i++) other.put(grid.get(from * width + i), to * width + i);
  }
}
