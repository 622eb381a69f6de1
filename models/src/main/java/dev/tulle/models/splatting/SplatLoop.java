package dev.tulle.models.splatting;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/// Gaussians as a picture by plain loops, from the formulas of the papers: no tiles, no lists. One Gaussian after another is laid over all
/// pixels of a generous square around
/// its centre, and every pixel keeps how much light still passes.
final class SplatLoop {
  private static final double NEAR = 0.01;
  private static final double BLUR = 0.3;
  /// As single precision holds it: many opacities of compressed files are just this number.
  private static final double FAINTEST = 1f / 255;
  private static final double DARKEST = 0.0001;
  private static final double MOST = 0.99;
  /// In standard deviations: there even a Gaussian that hides everything hides less than 1/255.
  private static final double REACH = 3.5;

  private final Naive in;
  private final Scene scene;
  private final Camera camera;
  private final double[] light;
  private final boolean[] ended;
  private final double[] colour;
  private final double[] far;
  private final double[] facing;
  private final int[] decisions;

  /// What one Gaussian is on the screen.
  ///
  /// @param normal its shortest axis, as the camera sees it, pointing to the camera
  /// @param isReversed whether that is the other way round than its rotation says
  private record Spot(
      double u, double v, double depth, double[][] covariance, double determinant, double opacity, double[] shade, double[] normal,
      boolean isReversed) {}

  SplatLoop(Naive in, Scene scene, Camera camera) {
    this.in = in;
    this.scene = scene;
    this.camera = camera;
    var pixels = camera.width() * camera.height();
    light = new double[pixels];
    Arrays.fill(light, 1);
    ended = new boolean[pixels];
    colour = new double[3 * pixels];
    far = new double[pixels];
    facing = new double[3 * pixels];
    decisions = new int[pixels];
  }

  /// How far each Gaussian is along the camera's axis; those that cannot be seen have no distance.
  Grid depths() {
    var depths = Grid.absent(scene.count());
    for (var g = 0; g < scene.count(); g++) {
      var depth = place(g)[2];
      if (depth > NEAR && scene.opacity()[g] > FAINTEST) depths.set(depth, g);
    }
    return depths;
  }

  /// The outputs of `Splat`.
  Map<String, Grid> render(double[] background) {
    return render(background, depths());
  }

  /// The same with the Gaussians in a given order: two that are nearly equally far may stand in either.
  ///
  /// @param depths of those that can be seen
  Map<String, Grid> render(double[] background, Grid depths) {
    var order = depths.toReference();
    IntStream.range(0, scene.count())
        .filter(order::exists)
        .boxed()
        .sorted(Comparator.comparingDouble(depths::get))
        .forEach(g -> lay(spot(g, place(g)), g));
    var alpha = Grid.zeros(camera.height(), camera.width());
    var distance = Grid.zeros(camera.height(), camera.width());
    var image = Grid.zeros(camera.height(), camera.width(), 3);
    var normals = Grid.zeros(camera.height(), camera.width(), 3);
    for (var y = 0; y < camera.height(); y++) for (var x = 0; x < camera.width(); x++) {
      var p = y * camera.width() + x;
      alpha.set(r(1 - light[p]), y, x);
      distance.set(far[p], y, x);
      for (var c = 0; c < 3; c++) {
        image.set(in.precision().add(colour[3 * p + c], r(light[p] * (float) background[c])), y, x, c);
        normals.set(facing[3 * p + c], y, x, c);
      }
    }
    return Map.of("image", image, "alpha", alpha, "distance", distance, "normals", normals);
  }

  /// For each pixel, row by row, which Gaussians were laid over it, which side of them is seen and where it ended: equal for equal decisions.
  int[] decisions() {
    return decisions;
  }

  private double r(double value) {
    return in.round(value);
  }

  /// A Gaussian's centre for the camera.
  private double[] place(int g) {
    var place = new double[3];
    for (var i = 0; i < 3; i++) {
      var row = camera.turn()[i];
      place[i] = in.sum(3, j -> (float) row[j] * r(scene.position()[3 * g + j] - (float) camera.eye()[j]));
    }
    return place;
  }

  private Spot spot(int g, double[] place) {
    var focal = (float) camera.focal();
    var depth = place[2];
    var right = r(place[0] / depth);
    var down = r(place[1] / depth);
    var u = r(r(focal * right) + camera.width() / 2.0);
    var v = r(r(focal * down) + camera.height() / 2.0);
    // The derivative of the projection, at the margin at most.
    var margin = new double[] {r(0.65 * camera.width() / focal), r(0.65 * camera.height() / focal)};
    var at = new double[] {Math.clamp(right, -margin[0], margin[0]), Math.clamp(down, -margin[1], margin[1])};
    var axes = axes(g);
    var arms = new double[2][3];
    for (var axis = 0; axis < 2; axis++) for (var k = 0; k < 3; k++) {
      var turned = new double[3];
      for (var i = 0; i < 3; i++) turned[i] = turned(camera.turn()[i], axes, k, scene.scale()[3 * g + k]);
      arms[axis][k] = r(r(focal / depth) * r(turned[axis] - r(at[axis] * turned[2])));
    }
    var covariance = new double[2][2];
    for (var i = 0; i < 2; i++) for (var j = 0; j < 2; j++) {
      var a = arms[i];
      var b = arms[j];
      covariance[i][j] = r(in.sum(3, k -> a[k] * b[k]) + (i == j ? BLUR : 0));
    }
    // Without the blur it is the sum of the squares of the minors (Cauchy and Binet).
    var sharp = 0.0;
    for (var k = 0; k < 3; k++) for (var l = k + 1; l < 3; l++) {
      var minor = r(r(arms[0][k] * arms[1][l]) - r(arms[0][l] * arms[1][k]));
      sharp = in.precision().add(sharp, r(minor * minor));
    }
    var determinant = r(sharp + r(BLUR * r(covariance[0][0] + covariance[1][1] - BLUR)));
    var shortest = Naive.argmax(3, k -> -scene.scale()[3 * g + k]);
    var normal = Naive.row(3, i -> turned(camera.turn()[i], axes, shortest, 1));
    var isReversed = in.sum(3, i -> normal[i] * place[i]) > 0;
    if (isReversed) for (var i = 0; i < 3; i++) normal[i] = -normal[i];
    return new Spot(u, v, depth, covariance, determinant, scene.opacity()[g], shade(g), normal, isReversed);
  }

  private double turned(double[] row, double[][] axes, int k, double scale) {
    return in.sum(3, j -> (float) row[j] * r(axes[j][k] * scale));
  }

  /// The rotation of a quaternion, element by element as in the books.
  private double[][] axes(int g) {
    var q = new double[4];
    var length = 0.0;
    for (var i = 0; i < 4; i++) {
      q[i] = scene.rotation()[4 * g + i];
      length += q[i] * q[i];
    }
    for (var i = 0; i < 4; i++) q[i] = r(q[i] / Math.sqrt(length));
    var w = q[0];
    var x = q[1];
    var y = q[2];
    var z = q[3];
    var axes = new double[][] {{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
        {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
        {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}};
    for (var row : axes) for (var i = 0; i < 3; i++) row[i] = r(row[i]);
    return axes;
  }

  private double[] shade(int g) {
    var sight = new double[3];
    var square = 0.0;
    for (var i = 0; i < 3; i++) {
      sight[i] = r(scene.position()[3 * g + i] - (float) camera.eye()[i]);
      square += sight[i] * sight[i];
    }
    var length = r(Math.sqrt(square));
    for (var i = 0; i < 3; i++) sight[i] = length < 1e-12 ? 0 : r(sight[i] / length);
    var basis = RealHarmonics.at(sight[0], sight[1], sight[2]);
    var shade = new double[3];
    for (var channel = 0; channel < 3; channel++) {
      var c = channel;
      shade[c] = Math.max(0,
          r(0.5 + in.sum(scene.coefficients(), k -> r(basis[k]) * scene.harmonics()[3 * (g * scene.coefficients() + k) + c])));
    }
    return shade;
  }

  private void lay(Spot spot, int g) {
    var wide = REACH * Math.sqrt(spot.covariance()[0][0]) + 2;
    var high = REACH * Math.sqrt(spot.covariance()[1][1]) + 2;
    var left = (int) Math.max(0, spot.u() - wide);
    var right = (int) Math.min(camera.width() - 1, spot.u() + wide);
    var top = (int) Math.max(0, spot.v() - high);
    var bottom = (int) Math.min(camera.height() - 1, spot.v() + high);
    for (var y = top; y <= bottom; y++) for (var x = left; x <= right; x++) blend(spot, g, y * camera.width() + x, x, y);
  }

  private void blend(Spot spot, int g, int p, int x, int y) {
    if (ended[p]) return;
    var dx = r(x + 0.5 - spot.u());
    var dy = r(y + 0.5 - spot.v());
    var xx = spot.covariance()[0][0];
    var xy = spot.covariance()[0][1];
    // The inverse of the covariance as a triangle and its transpose: a sum of squares.
    var first = r(r(r(xx * dy) - r(xy * dx)) / r(Math.sqrt(r(xx * spot.determinant()))));
    var second = r(dx / r(Math.sqrt(xx)));
    var alpha = Math.min(MOST, r(spot.opacity() * r(Math.exp(r(-0.5 * r(r(first * first) + r(second * second)))))));
    if (alpha < FAINTEST) return;
    var rest = r(light[p] * r(1 - alpha));
    decisions[p] = 31 * decisions[p] + 2 * g + (spot.isReversed() ? 3 : 2);
    if (rest < DARKEST) {
      ended[p] = true;
      decisions[p]++;
      return;
    }
    var share = r(light[p] * alpha);
    for (var c = 0; c < 3; c++) {
      colour[3 * p + c] = in.precision().add(colour[3 * p + c], r(share * spot.shade()[c]));
      facing[3 * p + c] = in.precision().add(facing[3 * p + c], r(share * spot.normal()[c]));
    }
    far[p] = in.precision().add(far[p], r(share * spot.depth()));
    light[p] = rest;
  }
}
