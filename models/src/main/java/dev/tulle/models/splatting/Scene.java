package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Map;

/// 3D Gaussians, in arrays that belong to the scene. Its world is that of 3DGS files: for a camera that looks along z, x is right and y is
/// down.
///
/// @param count how many Gaussians there are
/// @param coefficients of the spherical harmonics: 1, 4, 9 or 16, for the degrees 0 to 3
/// @param position `[count, 3]`
/// @param scale `[count, 3]`, the standard deviations along the Gaussian's own axes, above 0
/// @param rotation `[count, 4]`, how those are turned: a quaternion `w, x, y, z` of any length but 0
/// @param opacity `[count]`, 0 to 1
/// @param harmonics `[count, coefficients, 3]`, the colours less 0.5, by direction of sight
public record Scene(int count, int coefficients, float[] position, float[] scale, float[] rotation, float[] opacity, float[] harmonics) {
  /// The arrays of no scene are longer than Java's may be.
  static final int MOST = Integer.MAX_VALUE / (3 * 16);
  /// A colour is this times the first coefficient, and a half.
  static final double FLAT = 0.28209479177387814;

  /// Arrays of zeros, to be filled and then [#checked].
  static Scene blank(int count, int coefficients) {
    return new Scene(count, coefficients, new float[3 * count], new float[3 * count], new float[4 * count], new float[count],
        new float[3 * coefficients * count]);
  }

  /// The first coefficient for a colour of 0 to 1.
  static float flat(double colour) {
    return (float) ((colour - 0.5) / FLAT);
  }

  void place(int g, double x, double y, double z) {
    position[3 * g] = (float) x;
    position[3 * g + 1] = (float) y;
    position[3 * g + 2] = (float) z;
  }

  void stretch(int g, double x, double y, double z) {
    scale[3 * g] = (float) x;
    scale[3 * g + 1] = (float) y;
    scale[3 * g + 2] = (float) z;
  }

  void turn(int g, double w, double x, double y, double z) {
    rotation[4 * g] = (float) w;
    rotation[4 * g + 1] = (float) x;
    rotation[4 * g + 2] = (float) y;
    rotation[4 * g + 3] = (float) z;
  }

  void colour(int g, int coefficient, int channel, double value) {
    harmonics[3 * (g * coefficients + coefficient) + channel] = (float) value;
  }

  /// This, if every Gaussian is one.
  ///
  /// @throws TulleException `FILE` that names the first that is not
  Scene checked() {
    for (var g = 0; g < count; g++) {
      finite("position", position, g, 3);
      finite("scale", scale, g, 3);
      finite("rotation", rotation, g, 4);
      finite("opacity", opacity, g, 1);
      finite("colour", harmonics, g, 3 * coefficients);
      for (var i = 0; i < 3; i++) if (scale[3 * g + i] <= 0) throw wrong(g, "its scale", scale[3 * g + i]);
      if (!(square(g) >= Float.MIN_NORMAL && square(g) <= Float.MAX_VALUE)) throw wrong(g, "the squared length of its rotation", square(g));
      if (opacity[g] < 0 || opacity[g] > 1) throw wrong(g, "its opacity", opacity[g]);
    }
    return this;
  }

  /// The square of the length of a Gaussian's quaternion.
  private float square(int g) {
    var square = 0f;
    for (var i = 0; i < 4; i++) square += rotation[4 * g + i] * rotation[4 * g + i];
    return square;
  }

  private static void finite(String what, float[] values, int g, int length) {
    for (var i = g * length; i < (g + 1) * length; i++) if (!Float.isFinite(values[i])) throw wrong(g, "its " + what, values[i]);
  }

  private static TulleException wrong(int g, String what, float value) {
    return new TulleException(TulleException.Code.FILE, "Gaussian " + g + " (counted from 0): " + what + " is " + value);
  }

  /// As the weights of `Splat`.
  Map<String, Tensor> weights() {
    return Map.of("position", Tensor.of(position, count, 3), "scale", Tensor.of(scale, count, 3), "rotation", Tensor.of(rotation, count, 4),
        "opacity", Tensor.of(opacity, count), "harmonics", Tensor.of(harmonics, count, coefficients, 3));
  }
}
