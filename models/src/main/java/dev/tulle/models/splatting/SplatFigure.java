package dev.tulle.models.splatting;

import dev.tulle.dsl.Front;
import dev.tulle.models.trial.Figure.Measured;
import dev.tulle.models.trial.Figure.Workbench;
import dev.tulle.models.trial.Grid;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How well a picture tells where a surface is and where it faces.
final class SplatFigure {
  private static final int DISCS = 10_000;
  private static final int SIDE = 64;
  private static final double DISTANCE = 4;

  private SplatFigure() {}

  /// A ball of radius 1 made of discs, all alike.
  private static Scene discs() {
    var scene = Scene.blank(DISCS, 1);
    for (var g = 0; g < DISCS; g++) {
      // A spiral along which the golden angle lies between neighbours covers a ball evenly.
      var z = 1 - (2 * g + 1.0) / DISCS;
      var angle = Math.PI * (3 - Math.sqrt(5)) * g;
      var x = Math.sqrt(1 - z * z) * Math.cos(angle);
      var y = Math.sqrt(1 - z * z) * Math.sin(angle);
      scene.place(g, x, y, z);
      scene.stretch(g, 0.03, 0.03, 0.0005);
      // Turns z to there.
      scene.turn(g, 1 + z, -y, x, 0);
      scene.opacity()[g] = 0.95f;
    }
    return scene;
  }

  /// The depth and the normal of every pixel in which the ball is not seen from the side.
  static Measured ball(Workbench bench) {
    var scene = discs();
    var camera = Camera.of(new Camera.View(new double[] {DISTANCE, 0, 0}, new double[3], new double[] {0, -1, 0}), Math.toRadians(35),
        SIDE, SIDE);
    var weights = scene.weights()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> grid(entry.getValue().toFloats(), entry.getValue().shape())));
    try (var session = bench.open(new Front.Options(Optional.of("Splat"), Map.of(), Map.of()), weights, Map.of())) {
      var frame = Frame.of(session.run(Renderer.call(camera, new double[3])), camera);
      var pixels = 0;
      var angles = 0.0;
      var depths = 0.0;
      for (var p = 0; p < SIDE * SIDE; p++) {
        var ray = new double[] {(p % SIDE + 0.5 - SIDE / 2.0) / camera.focal(), (p / SIDE + 0.5 - SIDE / 2.0) / camera.focal(), 1};
        var square = ray[0] * ray[0] + ray[1] * ray[1] + 1;
        var rest = DISTANCE * DISTANCE - square * (DISTANCE * DISTANCE - 1);
        // Where the ray is more than 60 degrees from the normal.
        if (rest < 0.25 * square) continue;
        var depth = (DISTANCE - Math.sqrt(rest)) / square;
        var cosine = 0.0;
        var length = 0.0;
        for (var i = 0; i < 3; i++) {
          var normal = depth * ray[i] - (i == 2 ? DISTANCE : 0);
          cosine += normal * frame.normals()[3 * p + i];
          length += frame.normals()[3 * p + i] * frame.normals()[3 * p + i];
        }
        angles += Math.toDegrees(Math.acos(Math.min(1, cosine / Math.sqrt(length))));
        depths += Math.abs(frame.distance()[p] / frame.alpha()[p] - depth);
        pixels++;
      }
      var text = String.format(Locale.ROOT, "a ball of discs: normals off by %.1f degrees, depths by %.3f of its radius", angles / pixels,
          depths / pixels);
      return new Measured(text, angles / pixels < 3.5 && depths / pixels < 0.03);
    }
  }

  private static Grid grid(float[] values, long... shape) {
    var extents = new int[shape.length];
    for (var i = 0; i < shape.length; i++) extents[i] = Math.toIntExact(shape[i]);
    return Grid.zeros(extents).fill(i -> values[i]);
  }
}
