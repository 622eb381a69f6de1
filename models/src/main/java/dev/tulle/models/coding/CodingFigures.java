package dev.tulle.models.coding;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Precision;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Figure;
import dev.tulle.models.trial.Figure.Measured;
import dev.tulle.models.trial.Figure.Workbench;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.RunTrial;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What sparse coding finds of what was planted.
final class CodingFigures {
  private CodingFigures() {}

  /// Signals that are sums of a few atoms.
  private record Planted(Grid dictionary, Grid code, Grid x) {
    static Planted of(Draw draw, int rows, int length, int atoms, int each, boolean positive) {
      var dictionary = draw.unitRows(atoms, length);
      var code = Grid.zeros(rows, atoms);
      for (var b = 0; b < rows; b++) {
        for (var n = 0; n < each;) {
          var k = draw.whole(atoms);
          if (code.holds(b, k)) continue;
          var size = 1 + draw.uniform();
          code.set((float) (positive || draw.uniform() < 0.5 ? size : -size), b, k);
          n++;
        }
      }
      return new Planted(dictionary, code, sums(code, dictionary));
    }

    int count() {
      return (int) IntStream.range(0, code.count()).filter(i -> code.get(i) != 0).count();
    }

    /// Which of the planted are among those that were found larger than `limit`, and which others are.
    int[] found(Value actual, double limit) {
      var right = 0;
      var wrong = 0;
      for (var i = 0; i < code.count(); i++) {
        if (!actual.exists(i) || Math.abs(actual.values()[i]) <= limit) continue;
        if (code.get(i) != 0) right++;
        else wrong++;
      }
      return new int[] {right, wrong};
    }

    double error(Value actual) {
      var square = 0.0;
      for (var i = 0; i < code.count(); i++) square += Math.pow(actual.values()[i] - code.get(i), 2);
      return Math.sqrt(square / Math.max(1, count()));
    }
  }

  static Grid sums(Grid code, Grid atoms) {
    var length = atoms.extent(1);
    return Grid.zeros(code.extent(0), length)
        .fill(i -> IntStream.range(0, atoms.extent(0)).mapToDouble(k -> code.at(i / length, k) * atoms.at(k, i % length)).sum());
  }

  private static Front.Options options(String model, Map<String, Double> parameters) {
    return new Front.Options(Optional.of(model), parameters, Map.of());
  }

  private static Map<String, Value> run(Workbench bench, Front.Options options, Map<String, Grid> weights, Map<String, Grid> inputs) {
    try (var session = bench.open(options, weights, Map.of())) {
      var values = new HashMap<String, Value>();
      session.run(RunTrial.tensors(inputs)).outputs().forEach((name, value) -> values.put(name, Conversions.toReference(name, value)));
      return values;
    }
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static Figure planted(String model, int steps) {
    return bench -> {
      var planted = Planted.of(new Draw(1), 40, 32, 64, 3, false);
      var code = run(bench, options(model, Map.of("STEPS", (double) steps, "PENALTY", 0.05)), Map.of("dictionary", planted.dictionary()),
          Map.of("x", planted.x())).get("code");
      var found = planted.found(code, 0.5);
      return new Measured(text("%d of %d planted, %d others, in %d steps", found[0], planted.count(), found[1], steps),
          found[0] == planted.count() && found[1] == 0);
    };
  }

  static Measured thresholds(Workbench bench) {
    var planted = Planted.of(new Draw(2), 20, 32, 64, 3, false);
    var codes = List.of(3.0, 0.0).stream().map(rule -> {
      var options = options("Thresholds", Map.of("RULE", rule, "STEPS", 3000.0, "PENALTY", 0.02));
      return run(bench, options, Map.of("dictionary", planted.dictionary()), Map.of("x", planted.x())).get("code");
    }).toList();
    var exact = planted.found(codes.get(0), 0);
    var soft = planted.found(codes.get(1), 0);
    return new Measured(text("%d of %d planted, %d others, error %.4f (soft: %d others, %.4f)", exact[0], planted.count(), exact[1],
        planted.error(codes.get(0)), soft[1], planted.error(codes.get(1))),
        exact[0] == planted.count() && exact[1] == 0 && planted.error(codes.get(0)) < planted.error(codes.get(1)));
  }

  static Figure pursued(String model) {
    return bench -> {
      var planted = Planted.of(new Draw(4), 50, 64, 128, 4, false);
      var inputs = new HashMap<>(Map.of("x", planted.x()));
      if (model.equals("OrthogonalPursuit")) inputs.put("goal", Grid.zeros(50).fill(_ -> 1e-6));
      var code = run(bench, options(model, Map.of("S", 8.0)), Map.of("dictionary", planted.dictionary()), inputs).get("code");
      var found = planted.found(code, 1e-3);
      var orthogonal = model.equals("OrthogonalPursuit");
      return new Measured(text("%d of %d planted, %d others, error %.4f", found[0], planted.count(), found[1], planted.error(code)),
          found[0] >= 0.99 * planted.count() && (!orthogonal || planted.error(code) < 1e-3));
    };
  }

  static Measured pursuitAutoencoder(Workbench bench) {
    var draw = new Draw(6);
    var decoder = draw.unitRows(48, 256);
    var truth = Grid.zeros(33, 48);
    for (var b = 0; b < 33; b++) for (var n = 0; n < 1 + b % 11; n++) truth.set((float) (1 + draw.uniform()), b, draw.whole(48));
    var x = sums(truth, decoder);
    var results = run(bench, options("PursuitAutoencoder", Map.of("S", 64.0, "EPS", 0.05)),
        Map.of("decoder", decoder, "bias", Grid.zeros(256)), Map.of("x", x));
    var code = results.get("code");
    var planted = new Planted(decoder, truth, x);
    var found = planted.found(code, 0.5);
    var counts = IntStream.range(0, 33)
        .map(b -> (int) IntStream.range(0, 48).filter(k -> code.exists(b * 48 + k) && code.values()[b * 48 + k] > 0.5).count())
        .summaryStatistics();
    return new Measured(
        text("%d of %d planted, %d others, %d to %d a row", found[0], planted.count(), found[1], counts.getMin(), counts.getMax()),
        found[0] >= 0.99 * planted.count() && found[1] <= 0.01 * planted.count());
  }

  static Measured budget(Workbench bench) {
    var draw = new Draw(8);
    var decoder = draw.unitRows(64, 256);
    var code = Grid.zeros(60, 64);
    for (var b = 0; b < 60; b++) for (var n = 0; n < (b % 3 == 0 ? 10 : 1); n++) code.set((float) (1 + draw.uniform()), b, draw.whole(64));
    var x = sums(code, decoder);
    var weights = Map.of("encoder", decoder, "decoder", decoder, "bias", Grid.zeros(256));
    var errors = List.of("BatchTopKAutoencoder", "TopKAutoencoder").stream().mapToDouble(model -> {
      var y = run(bench, options(model, Map.of("K", 4.0)), weights, Map.of("x", x)).get("y");
      return IntStream.range(0, x.count()).mapToDouble(i -> Math.pow(y.values()[i] - x.get(i), 2)).sum() / x.count();
    }).toArray();
    return new Measured(text("rows of 1 or 10 features: squared error %.3f (each row its own K: %.3f)", errors[0], errors[1]),
        errors[0] < errors[1]);
  }

  static Measured spikes(Workbench bench) {
    var draw = new Draw(9);
    var kernels = Grid.zeros(3, 5, 5);
    var raw = draw.unitRows(3, 25);
    kernels.fill(raw::get);
    var planted = new double[3][32][32];
    for (var n = 0; n < 25;) {
      var k = draw.whole(3);
      var i = 2 + draw.whole(28);
      var j = 2 + draw.whole(28);
      if (planted[k][i][j] != 0) continue;
      planted[k][i][j] = 1 + draw.uniform();
      n++;
    }
    var drawn = new Convolutions(new Naive(Precision.exact()), kernels, 32, 32).draw(planted);
    var x = Grid.zeros(32, 32).fill(i -> drawn[i / 32][i % 32]);
    var found = run(bench, options("ConvolutionalCoding", Map.of("STEPS", 600.0, "PENALTY", 0.02)), Map.of("kernels", kernels),
        Map.of("x", x)).get("spikes");
    var right = 0;
    var others = 0;
    for (var i = 0; i < found.values().length; i++) {
      var there = planted[i / 1024][i / 32 % 32][i % 32] != 0;
      if (found.exists(i) && Math.abs(found.values()[i]) > 0.5) {
        if (there) right++;
        else others++;
      }
    }
    return new Measured(text("%d of 25 planted spikes, %d others", right, others), right == 25 && others == 0);
  }

  static Measured atoms(Workbench bench) {
    var atoms = 24;
    var length = 16;
    var truth = Planted.of(new Draw(10), 1, length, atoms, 1, false).dictionary();
    var draw = new Draw(11);
    var goal = Grid.zeros(300).fill(_ -> 1e-4);
    try (var session = bench.open(options("DictionaryLearning", Map.of("S", 2.0, "KEEP", 0.8)),
        Map.of("start", draw.unitRows(atoms, length)), Map.of())) {
      for (var run = 0; run < 120; run++) {
        var code = Grid.zeros(300, atoms);
        for (var b = 0; b < 300; b++) for (var n = 0; n < 2; n++) code.set((float) draw.normal(), b, draw.whole(atoms));
        session.run("learn", RunTrial.tensors(Map.of("x", sums(code, truth), "goal", goal)));
      }
      var learned = Conversions.toReference("dictionary", session.state("dictionary")).values();
      var found = IntStream.range(0, atoms).filter(k -> IntStream.range(0, atoms).anyMatch(j -> {
        var cosine = IntStream.range(0, length).mapToDouble(m -> truth.at(k, m) * learned[j * length + m]).sum();
        return Math.abs(cosine) > 0.99;
      })).count();
      return new Measured(text("%d of %d planted atoms", found, atoms), found >= 0.9 * atoms);
    }
  }

  /// A grid of which three rows and two columns are not empty, seen through half as many measurements as it has elements, with noise at 30 dB.
  static Measured support(Workbench bench) {
    var draw = new Draw(15);
    var height = 12;
    var width = 10;
    var planted = Grid.zeros(height, width)
        .fill(p -> (p / width) % 5 == 1 && (p % width) % 6 == 2 ? draw.uniform() < 0.5 ? -1 - draw.uniform() : 1 + draw.uniform() : 0);
    var measure = draw.scaled(1 / Math.sqrt(60), 60, height, width);
    var y = Grid.zeros(60)
        .fill(m -> IntStream.range(0, planted.count())
            .mapToDouble(p -> measure.at(m, p / width, p % width) * planted.get(p))
            .sum() + 0.01 * draw.normal());
    var x = run(bench, options("KroneckerLearning", Map.of("STEPS", 60.0, "NOISE", 1e-3)), Map.of("measure", measure), Map.of("y", y))
        .get("x");
    var right = IntStream.range(0, planted.count()).filter(p -> (planted.get(p) != 0) == (Math.abs(x.values()[p]) > 0.2)).count();
    var off = 0.0;
    var all = 0.0;
    for (var p = 0; p < planted.count(); p++) {
      off += Math.pow(x.values()[p] - planted.get(p), 2);
      all += planted.get(p) * planted.get(p);
    }
    return new Measured(text("%d of %d positions right, normalised error %.4f", right, planted.count(), off / all),
        right == planted.count() && off / all < 0.01);
  }

  static Measured image(Workbench bench) {
    var side = 48;
    var clean = new double[side * side];
    for (var i = 0; i < clean.length; i++)
      clean[i] = (i / side - 20) * (i / side - 20) + (i % side - 25) * (i % side - 25) < 200 ? 200 : 60 + i % side;
    var draw = new Draw(12);
    var noisy = Grid.zeros(side, side).fill(i -> clean[i] + 25 * draw.normal());
    var noise = Grid.zeros().fill(_ -> 64 * Math.pow(1.15 * 25, 2));
    var results = run(bench, options("Denoise", Map.of()), Map.of("dictionary", CosineDictionary.of(8, 16)),
        Map.of("image", noisy, "noise", noise));
    var before = 0.0;
    var after = 0.0;
    for (var i = 0; i < clean.length; i++) {
      before += Math.pow(noisy.get(i) - clean[i], 2) / clean.length;
      after += Math.pow(results.get("total").values()[i] / results.get("covered").values()[i] - clean[i], 2) / clean.length;
    }
    var gained = 10 * Math.log10(before / after);
    return new Measured(text("%.1f dB less noise in a drawing", gained), gained > 7);
  }
}
