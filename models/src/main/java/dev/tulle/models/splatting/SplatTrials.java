package dev.tulle.models.splatting;

import dev.tulle.dsl.interpret.Precision;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.Sample;
import dev.tulle.models.trial.Sample.Step;
import dev.tulle.models.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The trials of splatting: scenes without and with a few Gaussians, of every degree of harmonics, seen from outside, from inside of one
/// and with all of them behind.
public final class SplatTrials {
  private static final double OPENING = Math.toRadians(50);
  private static final double[] BACKGROUND = {0.25, 0.5, 1};
  private static final double[] UP = {0, -1, 0};

  private SplatTrials() {}

  public static List<Trial> all() {
    var splat = new Trial("splatting/splat.tulle", "Splat", "Gaussians as a picture, with depth, normals and alpha", Map.of(),
        SplatTrials::splat).measured(SplatFigure::ball);
    return Stream.concat(Stream.of(splat), ObjectTrials.all().stream()).toList();
  }

  private static List<Sample> splat() {
    var outside = new Camera.View(new double[] {0.4, -0.6, -3}, new double[3], UP);
    var inside = new Camera.View(new double[] {0, 0, -0.05}, new double[] {0, 0, 1}, UP);
    var away = new Camera.View(new double[] {0, 0, -4}, new double[] {0, 0, -5}, UP);
    return List.of(sample("no Gaussian", 0, 1, outside, 3, 2), sample("one on one pixel", 1, 1, outside, 1, 1),
        sample("degree 1", 7, 4, outside, 33, 17), sample("degree 2", 40, 9, outside, 16, 32), sample("degree 3", 25, 16, outside, 37, 21),
        sample("from inside", 30, 4, inside, 20, 35), sample("all behind", 9, 1, away, 5, 5));
  }

  private static Sample sample(String label, int gaussians, int coefficients, Camera.View view, int width, int height) {
    var camera = Camera.of(view, OPENING, width, height);
    var scene = LongStream.iterate(1, seed -> seed + 1)
        .mapToObj(seed -> scene(new Draw(seed), gaussians, coefficients))
        .filter(candidate -> isClear(candidate, camera))
        .findFirst()
        .orElseThrow();
    var weights = Map.of("position", grid(scene.position(), gaussians, 3), "scale", grid(scene.scale(), gaussians, 3), "rotation",
        grid(scene.rotation(), gaussians, 4), "opacity", grid(scene.opacity(), gaussians), "harmonics",
        grid(scene.harmonics(), gaussians, coefficients, 3));
    var inputs = Map.of("eye", Grid.zeros(3).fill(i -> camera.eye()[i]), "turn", Grid.zeros(3, 3).fill(i -> camera.turn()[i / 3][i % 3]),
        "focal", Grid.zeros().fill(_ -> camera.focal()), "background", Grid.zeros(3).fill(i -> BACKGROUND[i]));
    var sizes = Map.of("HEIGHT", (long) height, "WIDTH", (long) width);
    return new Sample(label, weights, sizes, List.of(new Step("", inputs)),
        in -> List.of(new SplatLoop(in, scene, camera).render(BACKGROUND)));
  }

  /// Gaussians around the origin, most of them no larger than a third.
  static Scene scene(Draw draw, int gaussians, int coefficients) {
    var scene = Scene.blank(gaussians, coefficients);
    for (var g = 0; g < gaussians; g++) {
      scene.place(g, 0.6 * draw.normal(), 0.6 * draw.normal(), 0.6 * draw.normal());
      scene.stretch(g, size(draw), size(draw), size(draw));
      scene.turn(g, draw.normal(), draw.normal(), draw.normal(), draw.normal());
      scene.opacity()[g] = (float) draw.uniform();
      for (var k = 0; k < coefficients; k++) for (var c = 0; c < 3; c++) scene.colour(g, k, c, 0.4 * draw.normal());
    }
    return scene;
  }

  private static double size(Draw draw) {
    return 0.12 * Math.exp(0.7 * draw.normal());
  }

  /// Whether no decision is within rounding: which of two Gaussians is nearer, which is too faint to be seen, where a pixel ends.
  private static boolean isClear(Scene scene, Camera camera) {
    var exact = decisions(Precision.exact(), scene, camera);
    return IntStream.range(0, 4).allMatch(seed -> Arrays.equals(exact, decisions(Precision.nearby(seed, 3), scene, camera)));
  }

  private static int[] decisions(Precision precision, Scene scene, Camera camera) {
    var loop = new SplatLoop(new Naive(precision), scene, camera);
    loop.render(BACKGROUND);
    return loop.decisions();
  }

  private static Grid grid(float[] values, int... shape) {
    return Grid.zeros(shape).fill(i -> values[i]);
  }
}
