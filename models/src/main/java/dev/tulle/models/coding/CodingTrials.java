package dev.tulle.models.coding;

import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Oracle;
import dev.tulle.models.trial.Sample;
import dev.tulle.models.trial.Sample.Step;
import dev.tulle.models.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The trials of sparse coding.
public final class CodingTrials {
  /// Rows, length, atoms: little, nothing, and around the lengths of vectors and tiles.
  private static final List<int[]> SIZES = List.of(new int[] {1, 1, 1}, new int[] {0, 4, 3}, new int[] {3, 5, 7}, new int[] {9, 16, 40},
      new int[] {5, 33, 17});

  private static final Shrinkage.Rule SOFT = (u, threshold, _) -> Shrinkage.soft(u, threshold);

  private CodingTrials() {}

  public static List<Trial> all() {
    return List.of(
        shrinkage("Ista", "sparse codes by shrinkage", Map.of("STEPS", 30.0), 30, false, SOFT)
            .measured(CodingFigures.planted("Ista", 2000)),
        shrinkage("Fista", "the same with momentum", Map.of("STEPS", 30.0), 30, true, SOFT).measured(CodingFigures.planted("Fista", 200)),
        shrinkage("Thresholds", "beyond l1 in V1: continuous exact l0", Map.of("STEPS", 20.0, "RULE", 3.0), 20, false, Shrinkage::exact)
            .measured(CodingFigures::thresholds),
        shrinkage("Thresholds", "the same, square root", Map.of("STEPS", 20.0, "RULE", 2.0), 20, false,
            (u, threshold, _) -> Shrinkage.half(u, threshold)),
        shrinkage("Thresholds", "the same, hard", Map.of("STEPS", 20.0, "RULE", 1.0), 20, false,
            (u, threshold, _) -> Shrinkage.hard(u, threshold)),
        new Trial("coding/pursuit.tulle", "Pursuit", "matching pursuit", Map.of("S", 4.0), () -> samples(CodingTrials::matching))
            .measured(CodingFigures.pursued("Pursuit")),
        new Trial("coding/pursuit.tulle", "OrthogonalPursuit", "orthogonal matching pursuit", Map.of("S", 4.0),
            () -> samples(CodingTrials::orthogonal)).measured(CodingFigures.pursued("OrthogonalPursuit")),
        new Trial("coding/pursuit.tulle", "PursuitAutoencoder", "MP-SAE: an encoder that pursues", Map.of("S", 6.0, "EPS", 0.5),
            () -> samples(CodingTrials::nonNegative)).measured(CodingFigures::pursuitAutoencoder),
        autoencoder("TopKAutoencoder", "the K largest features of a row", "K", 3, z -> Autoencoders.topOfRows(z, 3)),
        autoencoder("BatchTopKAutoencoder", "one budget for the batch", "K", 3, z -> Autoencoders.topOfAll(z, 3 * z.length))
            .measured(CodingFigures::budget),
        autoencoder("FeatureChoiceAutoencoder", "the rows that fit a feature best", "ROWS", 2, z -> Autoencoders.topOfColumns(z, 2)),
        new Trial("coding/convolutional.tulle", "ConvolutionalCoding", "spikes on the maps of kernels", Map.of("STEPS", 12.0),
            CodingTrials::convolutions).measured(CodingFigures::spikes),
        new Trial("coding/dictionary.tulle", "DictionaryLearning", "atoms learned from signals", Map.of("S", 2.0),
            CodingTrials::dictionaries)
                .measured(CodingFigures::atoms),
        new Trial("coding/kronecker.tulle", "KroneckerLearning", "sparse Bayesian learning, variances of rows times columns",
            Map.of("STEPS", 4.0, "NOISE", 0.1),
            CodingTrials::kronecker).measured(CodingFigures::support),
        new Trial("coding/denoise.tulle", "Denoise", "an image from overlapping patches", Map.of("P", 3.0, "S", 4.0), CodingTrials::patches)
            .measured(CodingFigures::image));
  }

  private interface Make {
    Sample of(Draw draw, int rows, int length, int atoms);
  }

  private interface Selection {
    boolean[][] active(double[][] features);
  }

  private static List<Sample> samples(Make make) {
    return SIZES.stream().map(size -> make.of(new Draw(7), size[0], size[1], size[2])).toList();
  }

  private static String label(int... sizes) {
    return Arrays.toString(sizes);
  }

  private static Trial shrinkage(String model, String what, Map<String, Double> parameters, int steps, boolean momentum,
      Shrinkage.Rule rule) {
    return new Trial("coding/shrinkage.tulle", model, what, parameters, () -> samples((draw, rows, length, atoms) -> {
      var x = draw.normal(rows, length);
      var dictionary = draw.unitRows(atoms, length);
      return Sample.of(label(rows, length, atoms), Map.of("dictionary", dictionary), Map.of("x", x), in -> {
        var loops = new Shrinkage(in, dictionary);
        return Map.of("code", loops.codes(x, steps, 0.1, momentum, rule));
      });
    }));
  }

  private static Sample matching(Draw draw, int rows, int length, int atoms) {
    var x = draw.normal(rows, length);
    var dictionary = draw.unitRows(atoms, length);
    return Sample.of(label(rows, length, atoms), Map.of("dictionary", dictionary), Map.of("x", x), in -> {
      var code = Grid.absent(rows, atoms);
      var residual = Grid.zeros(rows, length);
      new Pursuits(in, dictionary).matching(x, 4, code, residual);
      return Map.of("code", code, "residual", residual);
    });
  }

  private static Sample orthogonal(Draw draw, int rows, int length, int atoms) {
    var x = draw.normal(rows, length);
    var dictionary = draw.unitRows(atoms, length);
    var goal = Grid.zeros(rows).fill(b -> b % 3 == 2 ? 0 : length * draw.uniform());
    return Sample.of(label(rows, length, atoms), Map.of("dictionary", dictionary), Map.of("x", x, "goal", goal), in -> {
      var code = Grid.absent(rows, atoms);
      var explained = Grid.zeros(rows, length);
      var counts = Grid.whole(rows);
      new Pursuits(in, dictionary).orthogonal(x, goal, 4, code, explained, counts);
      return Map.of("code", code, "explained", explained, "atoms", counts);
    });
  }

  private static Sample nonNegative(Draw draw, int rows, int length, int atoms) {
    var x = draw.normal(rows, length);
    var bias = draw.scaled(0.1, length);
    var decoder = draw.unitRows(atoms, length);
    return Sample.of(label(rows, length, atoms), Map.of("decoder", decoder, "bias", bias), Map.of("x", x), in -> {
      var code = Grid.absent(rows, atoms);
      var y = Grid.zeros(rows, length);
      var rounds = Grid.whole(rows);
      new Pursuits(in, decoder).nonNegative(x, bias, 6, 0.5, code, y, rounds);
      return Map.of("code", code, "y", y, "rounds", rounds);
    });
  }

  private static Trial autoencoder(String model, String what, String parameter, int count, Selection selection) {
    return new Trial("coding/autoencoders.tulle", model, what, Map.of(parameter, (double) count),
        () -> samples((draw, rows, length, features) -> {
          var x = draw.normal(rows, length);
          var encoder = draw.normal(features, length);
          var decoder = draw.normal(features, length);
          var bias = draw.normal(length);
          var weights = Map.of("encoder", encoder, "decoder", decoder, "bias", bias);
          return Sample.of(label(rows, length, features), weights, Map.of("x", x), in -> {
            var loops = new Autoencoders(in, x, encoder, decoder, bias);
            var z = loops.features();
            var active = selection.active(z);
            var code = Grid.absent(rows, features);
            var y = Grid.zeros(rows, length);
            loops.decode(z, active, code, y);
            return Map.of("code", code, "y", y);
          });
        }));
  }

  private static List<Sample> convolutions() {
    return Stream.of(new int[] {1, 1, 1, 1}, new int[] {5, 7, 2, 3}, new int[] {18, 17, 3, 5}).map(size -> {
      var draw = new Draw(3);
      var image = draw.normal(size[0], size[1]);
      var kernels = draw.scaled(0.4, size[2], size[3], size[3]);
      return Sample.of(label(size), Map.of("kernels", kernels), Map.of("x", image), in -> {
        var loops = new Convolutions(in, kernels, size[0], size[1]);
        var z = loops.code(image, 12, 0.1);
        var spikes = Grid.absent(size[2], size[0], size[1]);
        var drawn = Grid.zeros(size[0], size[1]);
        var sum = loops.draw(z);
        for (var k = 0; k < size[2]; k++) for (var i = 0; i < size[0]; i++) for (var j = 0; j < size[1]; j++)
          if (z[k][i][j] != 0) spikes.set(z[k][i][j], k, i, j);
        for (var i = 0; i < size[0]; i++) for (var j = 0; j < size[1]; j++) drawn.set(sum[i][j], i, j);
        return Map.of("spikes", spikes, "drawn", drawn);
      });
    }).toList();
  }

  private static List<Sample> dictionaries() {
    return Stream.of(new int[] {1, 2, 1}, new int[] {12, 8, 9}, new int[] {30, 17, 6}).map(size -> {
      var draw = new Draw(11);
      var start = draw.unitRows(size[2], size[1]);
      var goal = Grid.zeros(size[0]).fill(_ -> 0.01);
      var first = draw.normal(size[0], size[1]);
      var second = draw.normal(size[0], size[1]);
      var steps = List.of(new Step("learn", Map.of("x", first, "goal", goal)), new Step("learn", Map.of("x", second, "goal", goal)),
          new Step("encode", Map.of("x", first, "goal", goal)));
      Oracle oracle = in -> {
        var loops = new Dictionaries(in, start, 2, 0.9);
        return List.of(loops.learn(first, goal), loops.learn(second, goal), loops.encode(first, goal));
      };
      return new Sample(label(size), Map.of("start", start), Map.of(), steps, oracle);
    }).toList();
  }

  private static List<Sample> kronecker() {
    return Stream.of(new int[] {1, 1, 1}, new int[] {5, 3, 4}, new int[] {12, 6, 5}).map(size -> {
      var draw = new Draw(14);
      var measure = draw.normal(size);
      var y = draw.normal(size[0]);
      return Sample.of(label(size), Map.of("measure", measure), Map.of("y", y),
          in -> new KroneckerLoop(in, measure, y, 0.1).learn(4));
    }).toList();
  }

  private static List<Sample> patches() {
    return Stream.of(new int[] {3, 3, 4}, new int[] {7, 12, 20}).map(size -> {
      var draw = new Draw(5);
      var image = draw.normal(size[0], size[1]);
      var dictionary = draw.unitRows(size[2], 9);
      var noise = Grid.zeros().fill(_ -> 2);
      return Sample.of(label(size), Map.of("dictionary", dictionary), Map.of("image", image, "noise", noise), in -> {
        var total = Grid.zeros(size[0], size[1]);
        var covered = Grid.whole(size[0], size[1]);
        new Patches(in, dictionary, 3, 4).denoise(image, 2, total, covered);
        return Map.of("total", total, "covered", covered);
      });
    }).toList();
  }
}
