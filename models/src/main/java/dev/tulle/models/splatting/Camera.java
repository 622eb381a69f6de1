package dev.tulle.models.splatting;

import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/// A camera without distortion, in the world of a [Scene].
///
/// @param eye where it is
/// @param turn what is right, down and forward for it: three rows of length 1, at right angles
/// @param focal pixels to a length of 1 at a distance of 1
record Camera(double[] eye, double[][] turn, double focal, int width, int height) {
  /// Up, where nothing else is said: the world's y points down.
  private static final double[] UP = {0, -1, 0};
  /// The share of the Gaussians along each axis that is left out at either end when a scene is framed: a few always fly far off.
  private static final double OUTSIDE = 0.02;
  /// How much wider than what it frames a picture is.
  private static final double MARGIN = 1.1;

  /// What a camera looks at, and from where.
  ///
  /// @param up need not be at right angles
  record View(double[] eye, double[] target, double[] up) {
    /// The same from a place further around the target, counter-clockwise when seen from above.
    View around(double angle) {
      var axis = unit(up);
      var arm = minus(eye, target);
      var side = cross(axis, arm);
      var high = dot(axis, arm);
      var turned = new double[3];
      for (var i = 0; i < 3; i++)
        turned[i] = target[i] + Math.cos(angle) * (arm[i] - high * axis[i]) + Math.sin(angle) * side[i] + high * axis[i];
      return new View(turned, target, up);
    }

    /// Whether it says what is in front and what is up.
    boolean isProper() {
      var forward = minus(target, eye);
      var side = cross(forward, up);
      return dot(side, side) > 1e-12 * dot(forward, forward) * dot(up, up);
    }
  }

  /// @param opening the angle between the left and the right border, or between the upper and the lower, whichever are closer together; in
  ///     radians
  static Camera of(View view, double opening, int width, int height) {
    var forward = unit(minus(view.target(), view.eye()));
    var right = unit(cross(forward, view.up()));
    var down = cross(forward, right);
    return new Camera(view.eye(), new double[][] {right, down, forward}, Math.min(width, height) / (2 * Math.tan(opening / 2)), width,
        height);
  }

  /// Looks along z, as the cameras of captured scenes mostly do, at all of a scene but what flies far off; or from the right, along −x, at
  /// a scene that is broader from there.
  static View framing(Scene scene, double opening) {
    var low = new double[3];
    var high = new double[3];
    for (var axis = 0; axis < 3; axis++) {
      var values = new float[scene.count()];
      for (var g = 0; g < values.length; g++) values[g] = scene.position()[3 * g + axis];
      Arrays.sort(values);
      low[axis] = values[(int) (OUTSIDE * (values.length - 1))];
      high[axis] = values[(int) Math.ceil((1 - OUTSIDE) * (values.length - 1))];
    }
    var centre = new double[3];
    var square = 0.0;
    for (var axis = 0; axis < 3; axis++) {
      centre[axis] = (low[axis] + high[axis]) / 2;
      square += Math.pow((high[axis] - low[axis]) / 2, 2);
    }
    var radius = Math.max(Math.sqrt(square), largestScale(scene));
    var distance = MARGIN * radius / Math.sin(opening / 2);
    var eye = centre.clone();
    if (high[0] - low[0] < high[2] - low[2]) eye[0] += distance;
    else eye[2] -= distance;
    return new View(eye, centre, UP);
  }

  /// A scene of one Gaussian has no other size than that.
  private static double largestScale(Scene scene) {
    var scales = scene.scale().clone();
    Arrays.sort(scales);
    return scales[scales.length / 2];
  }

  /// As the inputs of `Splat`.
  Map<String, Tensor> inputs(double[] background) {
    var rows = new float[9];
    for (var i = 0; i < 9; i++) rows[i] = (float) turn[i / 3][i % 3];
    return Map.of("eye", tensor(eye), "turn", Tensor.of(rows, 3, 3), "focal", Tensor.scalar((float) focal), "background",
        tensor(background));
  }

  private static Tensor tensor(double[] values) {
    return Tensor.of(new float[] {(float) values[0], (float) values[1], (float) values[2]}, 3);
  }

  private static double[] minus(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double[] unit(double[] a) {
    var length = Math.sqrt(dot(a, a));
    return new double[] {a[0] / length, a[1] / length, a[2] / length};
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  }
}
