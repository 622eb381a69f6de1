package dev.tulle.models.splatting;

import dev.tulle.dsl.interpret.Precision;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.Oracle;
import dev.tulle.models.trial.Sample;
import dev.tulle.models.trial.Sample.Step;
import dev.tulle.models.trial.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The trials of what makes objects of Gaussians from a few pictures.
final class ObjectTrials {
  static final String FILE = "splatting/object.tulle";
  private static final double[] UP = {0, -1, 0};

  private ObjectTrials() {}

  static List<Trial> all() {
    return List.of(
        new Trial(FILE, "VisualHull", "GaussianObject: where an object may be, from masks", Map.of(), ObjectTrials::hull)
            .measured(ObjectFigures::hull),
        new Trial(FILE, "Floaters", "without those far from their neighbours", Map.of(), ObjectTrials::floaters)
            .measured(ObjectFigures::floaters),
        new Trial(FILE, "Densify", "births in the slots of the faded", Map.of(), ObjectTrials::births).measured(ObjectFigures::births));
  }

  private static List<Sample> hull() {
    return List.of(hull("no point", 0, 2, 5, 4), hull("one picture of one pixel", 2, 1, 1, 1), hull("three pictures", 5, 3, 9, 12),
        hull("eight pictures", 4, 8, 20, 7), hull("larger", 9, 4, 33, 31));
  }

  private static Sample hull(String label, int side, int views, int width, int height) {
    var inputs = LongStream.iterate(1, seed -> seed + 1)
        .mapToObj(seed -> views(new Draw(seed), views, width, height))
        .filter(candidate -> isClear(side, candidate))
        .findFirst()
        .orElseThrow();
    Oracle.Once oracle = in -> new ObjectLoop(in).hull(side, inputs);
    return new Sample(label, Map.of(), Map.of("SIDE", (long) side), List.of(new Step("", inputs)), oracle);
  }

  /// Pictures of nothing from around the origin, with masks in which a few pixels are missing; the last camera is among the points.
  private static Map<String, Grid> views(Draw draw, int views, int width, int height) {
    var cameras = new ArrayList<Camera>();
    for (var v = 0; v < views; v++) {
      var distance = v == 7 ? 0.1 : 3;
      var eye = new double[] {distance * draw.normal(), distance * draw.normal(), distance * draw.normal()};
      cameras.add(Camera.of(new Camera.View(eye, new double[3], UP), Math.toRadians(100), width, height));
    }
    // What all cameras look at is between two pixels: no point should be there.
    var inputs = new HashMap<>(inputs(cameras, -1, 1.3));
    inputs.put("mask", Grid.members(views, height, width).fill(_ -> draw.uniform() < 0.9 ? 1 : 0));
    inputs.put("image", Grid.zeros(views, height, width, 3).fill(_ -> draw.uniform()));
    return inputs;
  }

  /// What `VisualHull` is told of its cameras and the box.
  static Map<String, Grid> inputs(List<Camera> cameras, double low, double high) {
    return Map.of("low", Grid.zeros(3).fill(_ -> low), "high", Grid.zeros(3).fill(_ -> high), "eye",
        Grid.zeros(cameras.size(), 3).fill(i -> cameras.get(i / 3).eye()[i % 3]), "turn",
        Grid.zeros(cameras.size(), 3, 3).fill(i -> cameras.get(i / 9).turn()[i / 3 % 3][i % 3]), "focal",
        Grid.zeros(cameras.size()).fill(i -> cameras.get(i).focal()));
  }

  /// Whether no point lies within rounding of the border of a pixel that decides.
  private static boolean isClear(int side, Map<String, Grid> views) {
    var exact = new ObjectLoop(new Naive(Precision.exact())).hull(side, views);
    return LongStream.range(0, 4).allMatch(seed -> {
      var nearby = new ObjectLoop(new Naive(Precision.nearby(seed, 3))).hull(side, views);
      return Stream.of("votes", "colour")
          .allMatch(name -> isNear(exact.get(name).toReference().values(), nearby.get(name).toReference().values()));
    });
  }

  private static boolean isNear(double[] a, double[] b) {
    for (var i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > 1e-3) return false;
    return true;
  }

  private static List<Sample> floaters() {
    return Stream.of(0, 1, 2, 3, 17, 64, 150).map(count -> {
      var draw = new Draw(count);
      var position = Grid.zeros(count, 3).fill(i -> draw.normal() * (i % 21 < 3 ? 4 : 1));
      var inputs = Map.of("position", position, "tolerance", Grid.zeros().fill(_ -> 1.25));
      return Sample.of(count + " Gaussians", Map.of(), inputs, in -> new ObjectLoop(in).floaters(position, 1.25));
    }).toList();
  }

  private static List<Sample> births() {
    return List.of(births("no slot", 0, 1, 0, 0), births("nothing to do", 3, 1, 0, 0), births("more free slots", 40, 4, 0.6, 0.3),
        births("more parents", 40, 1, 0.2, 0.9), births("none free", 9, 1, 0, 1), births("all faded", 9, 1, 1, 1),
        births("many", 300, 9, 0.4, 0.5));
  }

  /// Two rounds; what was born in the first may bear in the second.
  private static Sample births(String label, int count, int coefficients, double faded, double steep) {
    var draw = new Draw(count);
    var opacity = Grid.zeros(count).fill(_ -> draw.uniform() < faded ? 0.004 * draw.uniform() : 0.1 + 0.9 * draw.uniform());
    var weights = Map.of("first_position", draw.normal(count, 3), "first_scale",
        Grid.zeros(count, 3).fill(_ -> 0.08 * Math.exp(0.5 * draw.normal())), "first_rotation", draw.normal(count, 4), "first_opacity",
        opacity, "first_harmonics", draw.normal(count, coefficients, 3));
    var steps = new ArrayList<Step>();
    for (var round = 0; round < 2; round++) {
      var pull = Grid.zeros(count).fill(_ -> draw.uniform() < steep ? 0.001 : 0.0001);
      steps.add(new Step("densify", Map.of("pull", pull, "draw", draw.normal(count, 3))));
      steps.add(new Step("living", Map.of()));
    }
    return new Sample(label, weights, Map.of(), steps, in -> {
      var loop = new BirthLoop(in, weights);
      return steps.stream()
          .map(step -> step.inputs().isEmpty() ? loop.living() : loop.densify(step.inputs().get("pull"), step.inputs().get("draw")))
          .toList();
    });
  }
}
