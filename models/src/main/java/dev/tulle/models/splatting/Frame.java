package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.session.Result;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;

/// What `Splat` makes of a scene.
///
/// @param image `[height, width, 3]`, red, green and blue, 1 is full
/// @param alpha `[height, width]`, how much of what is behind the scene is hidden
/// @param distance `[height, width]`, the mean distance of what is seen along the camera's axis, times alpha
/// @param normals `[height, width, 3]`, the mean direction that what is seen turns to the camera, right, down and forward, times alpha
/// @param nanoseconds that it took
/// @param stages what those were spent on, if that was asked for; else zeros
record Frame(
    int width, int height, float[] image, float[] alpha, float[] distance, float[] normals, long nanoseconds, Map<Stage, Long> stages) {
  /// The grey of the farthest, that nothing may be told from.
  private static final float DARK = 0.1f;

  static Frame of(Result result, Camera camera) {
    return new Frame(camera.width(), camera.height(), result.tensor("image").toFloats(), result.tensor("alpha").toFloats(),
        result.tensor("distance").toFloats(), result.tensor("normals").toFloats(), result.nanoseconds(), Stage.times(result.launches()));
  }

  /// Whether nothing is seen but the background.
  boolean isEmpty() {
    for (var share : alpha) if (share != 0) return false;
    return true;
  }

  /// Writes the image as a PNG of 8 bits a channel.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  void write(Path file) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (var i = 0; i < width * height; i++) {
      var rgb = 0;
      for (var c = 0; c < 3; c++) rgb = rgb << 8 | Math.round(255 * Math.clamp(image[3 * i + c], 0f, 1f));
      picture.setRGB(i % width, i / width, rgb);
    }
    write(picture, file);
  }

  /// Writes the distances as a PNG of 16 bits: the nearest is white, the farthest dark, and what hides less than half of what is behind
  /// it is black.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  void writeDistances(Path file) {
    var nearest = Float.MAX_VALUE;
    var farthest = 0f;
    for (var i = 0; i < alpha.length; i++) {
      if (alpha[i] < 0.5f) continue;
      nearest = Math.min(nearest, distance[i] / alpha[i]);
      farthest = Math.max(farthest, distance[i] / alpha[i]);
    }
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    for (var i = 0; i < alpha.length; i++) {
      var near = farthest <= nearest ? 1 : (farthest - distance[i] / alpha[i]) / (farthest - nearest);
      if (alpha[i] >= 0.5f)
        picture.getRaster().setSample(i % width, i / width, 0, Math.round(65535 * Math.clamp(DARK + (1 - DARK) * near, 0f, 1f)));
    }
    write(picture, file);
  }

  /// Writes the normals as a PNG of 8 bits a channel, as is usual: half is 0, red is right, green is up, blue is to the camera; what hides
  /// less than half of what is behind it is black.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  void writeNormals(Path file) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (var i = 0; i < alpha.length; i++) {
      var length = Math.sqrt(square(normals[3 * i]) + square(normals[3 * i + 1]) + square(normals[3 * i + 2]));
      if (alpha[i] < 0.5f || length == 0) continue;
      var rgb = 0;
      for (var c = 0; c < 3; c++) rgb = rgb << 8 | (int) Math.round(127.5 + 127.5 * (c == 0 ? 1 : -1) * normals[3 * i + c] / length);
      picture.setRGB(i % width, i / width, rgb);
    }
    write(picture, file);
  }

  private static double square(double value) {
    return value * value;
  }

  private static void write(BufferedImage picture, Path file) {
    try {
      if (!ImageIO.write(picture, "png", file.toFile())) throw new IOException("no writer takes it");
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
