package dev.tulle.models.splatting;

import dev.tulle.models.splatting.Ply.Column;
import dev.tulle.models.splatting.Ply.Element;
import dev.tulle.runtime.TulleException;

/// The compressed PLY files of SuperSplat: 16 bytes a Gaussian, as shares of the bounds of its chunk of 256; and, if there are any, the
/// harmonics above the first in a byte each.
final class CompressedPly {
  private static final int CHUNK = 256;
  private static final String[] AXES = {"x", "y", "z"};
  private static final String[] CHANNELS = {"r", "g", "b"};
  private static final int MASK = 1023;

  private CompressedPly() {}

  /// Whether it is one.
  static boolean is(Ply ply) {
    return ply.elements().containsKey("chunk");
  }

  /// @throws TulleException `FILE` that says what is wrong
  static Scene read(Ply ply) {
    var chunk = ply.element("chunk");
    var vertex = ply.element("vertex");
    if (vertex.count() > Scene.MOST) throw wrong("it has " + vertex.count() + " Gaussians; at most " + Scene.MOST + " can be read");
    var chunks = (vertex.count() + CHUNK - 1) / CHUNK;
    if (chunk.count() != chunks) throw wrong("it has " + chunk.count() + " chunks for " + vertex.count() + " Gaussians, not " + chunks);
    var hasHarmonics = ply.elements().containsKey("sh");
    var coefficients = hasHarmonics ? GaussianPly.coefficients(ply.element("sh")) : 1;
    var scene = Scene.blank((int) vertex.count(), coefficients);
    shapes(scene, chunk, vertex);
    colours(scene, chunk, vertex.column("packed_color"));
    if (hasHarmonics) harmonics(scene, ply.element("sh"));
    return scene;
  }

  private static void shapes(Scene scene, Element chunk, Element vertex) {
    var places = bounds(chunk, "", AXES);
    var scales = bounds(chunk, "scale_", AXES);
    var position = vertex.column("packed_position");
    var scale = vertex.column("packed_scale");
    var rotation = vertex.column("packed_rotation");
    for (var g = 0; g < scene.count(); g++) {
      var p = (long) position.at(g);
      var s = (long) scale.at(g);
      var c = g / CHUNK;
      scene.place(g, places[0].at(c, share(p, 21, 11)), places[1].at(c, share(p, 11, 10)), places[2].at(c, share(p, 0, 11)));
      scene.stretch(g, Math.exp(scales[0].at(c, share(s, 21, 11))), Math.exp(scales[1].at(c, share(s, 11, 10))),
          Math.exp(scales[2].at(c, share(s, 0, 11))));
      turn(scene, g, (long) rotation.at(g));
    }
  }

  /// Three elements of a quaternion; the fourth, the largest, is what they leave of its length.
  private static void turn(Scene scene, int g, long packed) {
    var largest = (int) (packed >> 30);
    var rest = 1.0;
    var q = new double[4];
    var shift = 20;
    for (var i = 0; i < 4; i++) {
      if (i == largest) continue;
      q[i] = ((packed >> shift & MASK) / (double) MASK - 0.5) * Math.sqrt(2);
      rest -= q[i] * q[i];
      shift -= 10;
    }
    q[largest] = Math.sqrt(Math.max(0, rest));
    scene.turn(g, q[0], q[1], q[2], q[3]);
  }

  private static void colours(Scene scene, Element chunk, Column packed) {
    var bounds = chunk.properties().containsKey("min_r") ? bounds(chunk, "", CHANNELS)
        : new Bounds[] {Bounds.WHOLE, Bounds.WHOLE, Bounds.WHOLE};
    for (var g = 0; g < scene.count(); g++) {
      var value = (long) packed.at(g);
      for (var c = 0; c < 3; c++) scene.colour(g, 0, c, Scene.flat(bounds[c].at(g / CHUNK, share(value, 24 - 8 * c, 8))));
      scene.opacity()[g] = (float) share(value, 0, 8);
    }
  }

  private static void harmonics(Scene scene, Element element) {
    if (element.count() != scene.count())
      throw wrong("it has harmonics for " + element.count() + " Gaussians, of which there are " + scene.count());
    var above = scene.coefficients() - 1;
    var columns = element.columns("f_rest_", 3 * above);
    for (var g = 0; g < scene.count(); g++) {
      for (var i = 0; i < columns.length; i++) scene.colour(g, i % above + 1, i / above, columns[i].at(g) * 8 / 255 - 4);
    }
  }

  /// A few bits as a share of the most that they can be.
  private static double share(long packed, int shift, int bits) {
    var most = (1L << bits) - 1;
    return (packed >> shift & most) / (double) most;
  }

  private interface Bounds {
    Bounds WHOLE = (_, share) -> share;

    double at(long chunk, double share);
  }

  private static Bounds[] bounds(Element chunk, String of, String[] axes) {
    var bounds = new Bounds[axes.length];
    for (var i = 0; i < axes.length; i++) {
      var least = chunk.column("min_" + of + axes[i]);
      var most = chunk.column("max_" + of + axes[i]);
      bounds[i] = (c, share) -> least.at(c) * (1 - share) + most.at(c) * share;
    }
    return bounds;
  }

  private static TulleException wrong(String message) {
    return new TulleException(TulleException.Code.FILE, message);
  }
}
