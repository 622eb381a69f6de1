package dev.tulle.models.splatting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.interpret.Allowance;
import dev.tulle.dsl.interpret.Precision;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Devices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pictures on devices beside those of plain loops. Pixels in which a decision is within rounding (whether a Gaussian is too faint to be
/// seen, where the pixel ends) are left out: they
/// are those in which arithmetic with three bits less decides otherwise. How many there may be is said.
class PictureTest {
  private static final double[] BACKGROUND = {0.1, 0.2, 0.7};
  private static final int FEWER_BITS = 3;
  private static final int NEARBY_RUNS = 4;
  private static final int NAIVE_RUNS = 3;

  /// One picture beside what plain loops say of it.
  ///
  /// @param near pixels that are left out
  /// @param error the largest of any other in units of what is allowed
  private record Comparison(int near, double error) {
    static Comparison of(Scene scene, Camera camera, DeviceChoice device) {
      try (var renderer = new Renderer(scene, device, _ -> {})) {
        var result = renderer.run(Renderer.call(camera, BACKGROUND).show("depth").show("front"));
        var front = Conversions.toReference("front", result.shown().get("front")).values();
        var depth = Conversions.toReference("depth", result.shown().get("depth")).values();
        var depths = Grid.absent(front.length);
        for (var g = 0; g < front.length; g++) if (front[g] != 0) depths.set(depth[g], g);
        return of(scene, camera, Frame.of(result, camera), depths);
      }
    }

    /// @param depths by which the device has sorted; once they are right themselves, they say in which order two Gaussians stand that are
    ///     nearly equally far
    static Comparison of(Scene scene, Camera camera, Frame frame, Grid depths) {
      var exact = new SplatLoop(new Naive(Precision.exact()), scene, camera);
      var naive = IntStream.range(0, NAIVE_RUNS)
          .mapToObj(seed -> new SplatLoop(new Naive(Precision.single(seed)), scene, camera))
          .toList();
      var error = error(exact.depths().toReference(), naive.stream().map(run -> run.depths().toReference()).toList(), depths.toReference());
      var expected = exact.render(BACKGROUND, depths);
      var near = new boolean[frame.alpha().length];
      for (var seed = 0; seed < NEARBY_RUNS; seed++) {
        var loop = new SplatLoop(new Naive(Precision.nearby(seed, FEWER_BITS)), scene, camera);
        loop.render(BACKGROUND, depths);
        for (var p = 0; p < near.length; p++) near[p] |= loop.decisions()[p] != exact.decisions()[p];
      }
      var strayed = naive.stream().map(run -> run.render(BACKGROUND, depths)).toList();
      for (var output : Map.of("image", frame.image(), "alpha", frame.alpha(), "distance", frame.distance(), "normals", frame.normals())
          .entrySet()) {
        var runs = strayed.stream().map(run -> kept(run.get(output.getKey()).toReference().values(), near)).toList();
        var actual = IntStream.range(0, output.getValue().length).mapToDouble(i -> output.getValue()[i]).toArray();
        error = Math.max(error, error(kept(expected.get(output.getKey()).toReference().values(), near), runs, kept(actual, near)));
      }
      return new Comparison((int) IntStream.range(0, near.length).filter(p -> near[p]).count(), error);
    }

    private static double error(Value exact, List<Value> naive, Value actual) {
      var allowance = new Allowance(exact, naive);
      var error = 0.0;
      for (var i = 0; i < exact.values().length; i++) {
        if (exact.exists(i) != actual.exists(i)) return Double.POSITIVE_INFINITY;
        if (exact.exists(i)) error = Math.max(error, allowance.error(i, actual.values()[i]));
      }
      return error;
    }

    private static Value kept(double[] all, boolean[] near) {
      var channels = all.length / near.length;
      var values = IntStream.range(0, all.length).filter(i -> !near[i / channels]).mapToDouble(i -> all[i]).toArray();
      return new Value(ElementType.F32, new int[] {values.length}, values, null);
    }
  }

  private static Frame frame(Scene scene, Camera camera, DeviceChoice device) {
    try (var renderer = new Renderer(scene, device, _ -> {})) {
      return renderer.render(camera, BACKGROUND);
    }
  }

  private static List<DeviceChoice> openCl() {
    return Devices.usable().stream().filter(choice -> choice.info().backend().equals("opencl")).toList();
  }

  @Test
  void manyGaussiansAreThoseOfPlainLoops() {
    var scene = SplatTrials.scene(new Draw(4), 3000, 4);
    var view = new Camera.View(new double[] {1.7, -0.9, -2}, new double[] {0, 0.1, 0}, new double[] {0.1, -1, 0});
    var camera = Camera.of(view, Math.toRadians(60), 83, 50);
    assertRight(Comparison.of(scene, camera, Devices.cpu()), 0.01 * 83 * 50);
  }

  @Test
  void wrongPicturesAreNoticed() {
    var scene = SplatTrials.scene(new Draw(5), 100, 1);
    var camera = Camera.of(Camera.framing(scene, 0.8), 0.8, 20, 20);
    var frame = frame(scene, camera, Devices.cpu());
    var depths = new SplatLoop(new Naive(Precision.exact()), scene, camera).depths();
    assertRight(Comparison.of(scene, camera, frame, depths), 4);
    var brighter = frame.image().clone();
    brighter[300] += 1e-4f;
    assertTrue(
        Comparison.of(scene, camera, new Frame(20, 20, brighter, frame.alpha(), frame.distance(), frame.normals(), 0, Map.of()), depths)
            .error() > 1);
    scene.opacity()[7] *= 0.999f;
    assertTrue(Comparison.of(scene, camera, frame, depths).error() > 1);
  }

  @Test
  void everyStageIsTimed() {
    var scene = SplatTrials.scene(new Draw(2), 50, 1);
    var camera = Camera.of(Camera.framing(scene, 0.8), 0.8, 30, 30);
    try (var renderer = new Renderer(scene, Devices.cpu(), _ -> {})) {
      var frame = Frame.of(renderer.run(Renderer.call(camera, BACKGROUND).timed()), camera);
      for (var stage : Stage.values()) assertTrue(frame.stages().get(stage) > 0, stage.label());
      assertTrue(frame.stages().values().stream().mapToLong(t -> t).sum() <= frame.nanoseconds());
      for (var stage : renderer.render(camera, BACKGROUND).stages().values()) assertEquals(0, stage);
    }
  }

  @Test
  void oneSessionSeesFromEverywhereInAnySize() {
    var scene = SplatTrials.scene(new Draw(6), 60, 1);
    var view = Camera.framing(scene, 0.7);
    try (var renderer = new Renderer(scene, Devices.cpu(), _ -> {})) {
      var first = renderer.render(Camera.of(view, 0.7, 40, 30), BACKGROUND);
      renderer.render(Camera.of(view.around(2), 0.7, 17, 64), BACKGROUND);
      var again = renderer.render(Camera.of(view.around(2 * Math.PI), 0.7, 40, 30), BACKGROUND);
      for (var i = 0; i < first.image().length; i++) assertEquals(first.image()[i], again.image()[i], 1e-4);
    }
  }

  @Test
  void framedSceneFillsThePictureAndNoFurther() {
    var scene = SplatTrials.scene(new Draw(7), 400, 1);
    // One flies far off.
    scene.place(0, 1e6, -1e6, 1e6);
    var frame = frame(scene, Camera.of(Camera.framing(scene, 0.8), 0.8, 48, 64), Devices.cpu());
    var seen = new ArrayList<Integer>();
    for (var p = 0; p < frame.alpha().length; p++) if (frame.alpha()[p] > 0.3) seen.add(p % 48);
    assertTrue(seen.stream().mapToInt(x -> x).max().orElse(0) - seen.stream().mapToInt(x -> x).min().orElse(0) >= 24, seen::toString);
    var border = IntStream.range(0, 48).mapToDouble(x -> frame.alpha()[x]).max().orElseThrow();
    assertTrue(border < 0.3, () -> "alpha of the upper border " + border);
  }

  @Test
  void extremeGaussiansLeaveNumbersInEveryPixel() {
    var scene = SplatTrials.scene(new Draw(8), 12, 4);
    scene.stretch(0, 1e-30, 1e-30, 1e-30);
    scene.stretch(1, 1e15, 1e-15, 1e3);
    scene.stretch(2, 1e30, 1e30, 1e30);
    scene.place(3, 1e30, 0, 0);
    scene.place(4, 0, 0, -1.99);
    scene.turn(5, 1e-18, 0, 0, 1e-18);
    var camera = Camera.of(new Camera.View(new double[] {0, 0, -2}, new double[3], new double[] {0, -1, 0}), 1, 20, 20);
    var frame = frame(scene, camera, Devices.cpu());
    for (var values : List.of(frame.image(), frame.alpha(), frame.distance(), frame.normals()))
      for (var value : values) assertTrue(Float.isFinite(value), () -> Arrays.toString(values));
  }

  @Test
  void publishedGuitarIsThatOfPlainLoopsOnEveryDevice() {
    var data = System.getenv("TULLE_DATA");
    assumeTrue(data != null, "TULLE_DATA does not name a folder with real data");
    var guitar = SceneFile.read(Path.of(data, "splats", "guitar.compressed.ply"));
    var camera = Camera.of(Camera.framing(guitar, 0.7), 0.7, 120, 90);
    var devices = new ArrayList<>(openCl());
    devices.add(Devices.cpu());
    for (var device : devices) assertRight(Comparison.of(guitar, camera, device), 0.005 * 120 * 90);
  }

  @Test
  void openClSeesTheSame() {
    var devices = openCl();
    assumeFalse(devices.isEmpty(), "there is no OpenCL device");
    var scene = SplatTrials.scene(new Draw(9), 300, 1);
    var camera = Camera.of(Camera.framing(scene, 0.8).around(1), 0.8, 40, 33);
    for (var device : devices) assertRight(Comparison.of(scene, camera, device), 0.01 * 40 * 33);
  }

  private static void assertRight(Comparison comparison, double most) {
    assertTrue(comparison.near() <= most && comparison.error() <= 1, comparison::toString);
  }
}
