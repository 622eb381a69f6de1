package dev.tulle.models.splatting;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Figure.Measured;
import dev.tulle.models.trial.Figure.Workbench;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.RunTrial;
import dev.tulle.runtime.session.Call;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What is found of planted objects.
final class ObjectFigures {
  private static final int PICTURE = 96;
  private static final double OPENING = Math.toRadians(35);

  private ObjectFigures() {}

  private static Front.Options options(String model) {
    return new Front.Options(Optional.of(model), Map.of(), Map.of());
  }

  /// A ball of radius 1 in four pictures from the corners of a tetrahedron; a pixel is in the mask if the ball covers any of it.
  static Measured hull(Workbench bench) {
    var side = 32;
    var edge = 1.6;
    var corners = new double[][] {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
    var cameras = Arrays.stream(corners)
        .map(eye -> Arrays.stream(eye).map(x -> 3 * x).toArray())
        .map(eye -> Camera.of(new Camera.View(eye, new double[3], new double[] {0, -1, 0}), OPENING, PICTURE, PICTURE))
        .toList();
    var inputs = new HashMap<>(ObjectTrials.inputs(cameras, -edge, edge));
    var pixels = PICTURE * PICTURE;
    inputs.put("mask",
        Grid.members(cameras.size(), PICTURE, PICTURE)
            .fill(i -> covers(cameras.get(i / pixels), i % PICTURE, i / PICTURE % PICTURE) ? 1 : 0));
    inputs.put("image", Grid.zeros(cameras.size(), PICTURE, PICTURE, 3));
    try (var session = bench.open(options("VisualHull"), Map.of(), Map.of())) {
      var result = session.run(Call.of(RunTrial.tensors(inputs)).size("SIDE", side));
      var votes = Conversions.toReference("votes", result.outputs().get("votes")).values();
      var ball = IntStream.range(0, votes.length).filter(p -> distance(p, side, edge) <= 1).toArray();
      var covered = Arrays.stream(ball).filter(p -> votes[p] == cameras.size()).count();
      var all = Arrays.stream(votes).filter(vote -> vote == cameras.size()).count();
      var text = String.format(Locale.ROOT, "four pictures: %d of %d points of a ball, %.2f times its volume", covered, ball.length,
          (double) all / ball.length);
      return new Measured(text, covered == ball.length && all < 1.6 * ball.length);
    }
  }

  /// Whether the ball is seen through the middle or a corner of a pixel.
  private static boolean covers(Camera camera, int x, int y) {
    for (var dx : new double[] {0, 0.5, 1}) for (var dy : new double[] {0, 0.5, 1}) {
      var ray = new double[] {(x + dx - PICTURE / 2.0) / camera.focal(), (y + dy - PICTURE / 2.0) / camera.focal(), 1};
      var length = Math.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + 1);
      var along = IntStream.range(0, 3)
          .mapToDouble(k -> IntStream.range(0, 3).mapToDouble(i -> camera.turn()[k][i] * -camera.eye()[i]).sum() * ray[k] / length)
          .sum();
      if (27 - along * along <= 1) return true;
    }
    return false;
  }

  private static double distance(int p, int side, double edge) {
    return Math.sqrt(IntStream.of(p % side, p / side % side, p / (side * side))
        .mapToDouble(cell -> 2 * edge * (cell + 0.5) / side - edge)
        .map(x -> x * x)
        .sum());
  }

  /// A cloud of Gaussians and six far from it.
  static Measured floaters(Workbench bench) {
    var count = 600;
    var planted = 6;
    var draw = new Draw(1);
    var directions = draw.unitRows(count, 3);
    var radii = IntStream.range(0, count).mapToDouble(g -> g % 100 == 7 ? 2.5 + draw.uniform() : Math.cbrt(draw.uniform())).toArray();
    var position = Grid.zeros(count, 3).fill(i -> radii[i / 3] * directions.get(i));
    try (var session = bench.open(options("Floaters"), Map.of(), Map.of())) {
      var result = session.run(RunTrial.tensors(Map.of("position", position, "tolerance", Grid.zeros().fill(_ -> 3))));
      var kept = Conversions.toReference("kept", result.outputs().get("kept"));
      var found = IntStream.range(0, count).filter(g -> g % 100 == 7 && !kept.exists(3 * g)).count();
      var others = IntStream.range(0, count).filter(g -> g % 100 != 7 && !kept.exists(3 * g)).count();
      return new Measured(found + " of " + planted + " planted floaters, " + others + " others", found == planted && others == 0);
    }
  }

  /// 80 parents for 60 free slots of 300.
  static Measured births(Workbench bench) {
    var count = 300;
    var draw = new Draw(2);
    var order = IntStream.range(0, count).boxed().sorted((a, b) -> Integer.compare(a * 77 % 307, b * 77 % 307)).toList();
    var faded = List.copyOf(order.subList(0, 60));
    var parents = List.copyOf(order.subList(60, 140));
    var weights = Map.of("first_position", draw.normal(count, 3), "first_scale",
        Grid.zeros(count, 3).fill(_ -> 0.08 * Math.exp(0.5 * draw.normal())), "first_rotation", draw.normal(count, 4), "first_opacity",
        Grid.zeros(count).fill(g -> faded.contains(g) ? 0 : 0.5), "first_harmonics", draw.normal(count, 1, 3));
    try (var session = bench.open(options("Densify"), weights, Map.of())) {
      var pull = Grid.zeros(count).fill(g -> parents.contains(g) ? 1 : 0);
      var inputs = RunTrial.tensors(Map.of("pull", pull, "draw", draw.normal(count, 3)));
      var from = Conversions.toReference("from", session.run("densify", inputs).outputs().get("from"));
      var place = Conversions.toReference("position", session.state("position"));
      var born = IntStream.range(0, count).filter(from::exists).toArray();
      var right = Arrays.stream(born).filter(g -> faded.contains(g) && parents.contains((int) from.values()[g])).count();
      var mothers = Arrays.stream(born).mapToObj(g -> (int) from.values()[g]).distinct().toList();
      var changed = IntStream.range(0, count)
          .filter(g -> !from.exists(g) && !mothers.contains(g) && isElsewhere(place, weights.get("first_position"), g))
          .count();
      var text = right + " births for 80 parents in 60 free slots, " + changed + " others changed";
      return new Measured(text, right == 60 && born.length == 60 && mothers.size() == 60 && changed == 0);
    }
  }

  private static boolean isElsewhere(Value place, Grid before, int g) {
    return IntStream.range(0, 3).anyMatch(i -> place.values()[3 * g + i] != before.at(g, i));
  }
}
