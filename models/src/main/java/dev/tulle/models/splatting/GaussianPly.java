package dev.tulle.models.splatting;

import dev.tulle.models.splatting.Ply.Column;
import dev.tulle.models.splatting.Ply.Element;
import dev.tulle.runtime.TulleException;

/// Scenes as the training of 3D Gaussian splatting writes them (Kerbl and others): a PLY file with a row for each Gaussian, scales as
/// logarithms, opacities before the sigmoid.
final class GaussianPly {
  private static final int MOST_COEFFICIENTS = 16;

  private GaussianPly() {}

  /// @throws TulleException `FILE` that says what is wrong
  static Scene read(Ply ply) {
    var vertex = ply.element("vertex");
    if (vertex.count() > Scene.MOST)
      throw new TulleException(TulleException.Code.FILE, "it has " + vertex.count() + " Gaussians; at most " + Scene.MOST + " can be read");
    var coefficients = coefficients(vertex);
    var place = new Column[] {vertex.column("x"), vertex.column("y"), vertex.column("z")};
    var scale = vertex.columns("scale_", 3);
    var rotation = vertex.columns("rot_", 4);
    var opacity = vertex.column("opacity");
    var flat = vertex.columns("f_dc_", 3);
    var rest = vertex.columns("f_rest_", 3 * (coefficients - 1));
    var scene = Scene.blank((int) vertex.count(), coefficients);
    for (var g = 0; g < scene.count(); g++) {
      scene.place(g, place[0].at(g), place[1].at(g), place[2].at(g));
      scene.stretch(g, Math.exp(scale[0].at(g)), Math.exp(scale[1].at(g)), Math.exp(scale[2].at(g)));
      scene.turn(g, rotation[0].at(g), rotation[1].at(g), rotation[2].at(g), rotation[3].at(g));
      scene.opacity()[g] = (float) (1 / (1 + Math.exp(-opacity.at(g))));
      for (var c = 0; c < 3; c++) {
        scene.colour(g, 0, c, flat[c].at(g));
        for (var k = 1; k < coefficients; k++) scene.colour(g, k, c, rest[c * (coefficients - 1) + k - 1].at(g));
      }
    }
    return scene;
  }

  /// How many coefficients a channel has, by the columns for those above the first.
  static int coefficients(Element element) {
    var columns = element.properties().keySet().stream().filter(name -> name.startsWith("f_rest_")).count();
    for (var root = 1; root * root <= MOST_COEFFICIENTS; root++) if (columns == 3L * (root * root - 1)) return root * root;
    throw new TulleException(
        TulleException.Code.FILE,
        "its element `" + element.name() + "` has " + columns + " properties `f_rest_…`; 0, 9, 24 and 45 are the harmonics of a degree");
  }
}
