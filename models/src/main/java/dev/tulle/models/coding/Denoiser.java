package dev.tulle.models.coding;

import dev.tulle.dsl.Front;
import dev.tulle.models.BundleCache;
import dev.tulle.models.Specification;
import dev.tulle.models.trial.Grid;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/// Takes noise out of images, strip by strip, on one device. The dictionary is one of cosines, or learned from the noisy image itself.
final class Denoiser {
  static final int SIDE = 8;
  private static final int FREQUENCIES = 16;
  private static final int MOST_ATOMS = 24;
  /// The rows of patches that one run takes.
  private static final int STRIP = 16;
  /// How much larger than its expectation the noise of a patch may be (Elad and Aharon).
  private static final double GAIN = 1.15;
  private static final int LESSONS = 40;
  private static final int PATCHES_OF_A_LESSON = 4096;

  private final DeviceChoice device;
  private final Consumer<String> progress;

  /// @param progress gets lines for a person to read
  Denoiser(DeviceChoice device, Consumer<String> progress) {
    this.device = device;
    this.progress = progress;
  }

  /// @param sigma the standard deviation of the noise, of 255
  /// @param learn whether to learn the atoms
  Picture denoise(Picture noisy, double sigma, boolean learn) {
    var goal = (float) (SIDE * SIDE * Math.pow(GAIN * sigma, 2));
    var dictionary = CosineDictionary.of(SIDE, FREQUENCIES).toTensor();
    if (learn) dictionary = learned(noisy, goal, dictionary);
    progress.accept("preparing to denoise");
    var model = BundleCache.compile(Specification.of("coding/denoise.tulle"), options("Denoise", Map.of("S", (double) MOST_ATOMS)), device,
        progress);
    var channels = new float[noisy.channels().length][];
    try (var session = model.open(device, WeightSource.of(Map.of("dictionary", dictionary)))) {
      for (var c = 0; c < channels.length; c++) channels[c] = channel(session, noisy, c, goal);
    }
    return new Picture(noisy.width(), noisy.height(), channels);
  }

  private float[] channel(Session session, Picture noisy, int channel, float goal) {
    var width = noisy.width();
    var total = new float[width * noisy.height()];
    var covered = new int[total.length];
    var patchRows = noisy.height() - SIDE + 1;
    for (var top = 0; top < patchRows; top += STRIP) {
      var rows = Math.min(STRIP, patchRows - top) + SIDE - 1;
      var strip = Arrays.copyOfRange(noisy.channels()[channel], top * width, (top + rows) * width);
      var result = session.run(Map.of("image", Tensor.of(strip, rows, width), "noise", Tensor.scalar(goal)));
      var sums = result.tensor("total").toFloats();
      var counts = result.tensor("covered").toInts();
      for (var i = 0; i < sums.length; i++) {
        total[top * width + i] += sums[i];
        covered[top * width + i] += counts[i];
      }
      report("denoised", channel * patchRows + top, Math.min(STRIP, patchRows - top), noisy.channels().length * patchRows);
    }
    for (var i = 0; i < total.length; i++) total[i] /= covered[i];
    return total;
  }

  /// A line at every tenth of the way.
  private void report(String done, int before, int more, int all) {
    var tenths = 10 * (before + more) / all;
    if (tenths > 10 * before / all) progress.accept(done + " " + 10 * tenths + " %");
  }

  private Tensor learned(Picture noisy, float goal, Tensor start) {
    progress.accept("preparing to learn the dictionary");
    var parameters = Map.of("S", 6.0, "KEEP", 0.9);
    var model = BundleCache.compile(Specification.of("coding/dictionary.tulle"), options("DictionaryLearning", parameters), device,
        progress);
    var random = new Random(1);
    try (var session = model.open(device, WeightSource.of(Map.of("start", start)))) {
      for (var lesson = 0; lesson < LESSONS; lesson++) {
        session.run("learn", Map.of("x", patches(noisy, random), "goal", Grid.zeros(PATCHES_OF_A_LESSON).fill(_ -> goal).toTensor()));
        report("learned", lesson, 1, LESSONS);
      }
      return (Tensor) session.state("dictionary");
    }
  }

  /// Patches at random places, their means aside.
  private static Tensor patches(Picture noisy, Random random) {
    var pixels = SIDE * SIDE;
    var patches = new float[PATCHES_OF_A_LESSON * pixels];
    for (var patch = 0; patch < PATCHES_OF_A_LESSON; patch++) {
      var channel = noisy.channels()[random.nextInt(noisy.channels().length)];
      var top = random.nextInt(noisy.height() - SIDE + 1);
      var left = random.nextInt(noisy.width() - SIDE + 1);
      var mean = 0f;
      for (var m = 0; m < pixels; m++) {
        var value = channel[(top + m / SIDE) * noisy.width() + left + m % SIDE];
        patches[patch * pixels + m] = value;
        mean += value / pixels;
      }
      for (var m = 0; m < pixels; m++) patches[patch * pixels + m] -= mean;
    }
    return Tensor.of(patches, PATCHES_OF_A_LESSON, pixels);
  }

  private static Front.Options options(String model, Map<String, Double> parameters) {
    return new Front.Options(Optional.of(model), parameters, Map.of());
  }
}
