package dev.tulle.models.active;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Precision;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Figure.Measured;
import dev.tulle.models.trial.Figure.Workbench;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.RunTrial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What activation sparsity does with what was planted.
final class ActiveFigures {
  private static final int TOKENS = 200;
  private static final int INPUTS = 96;
  private static final int OUTPUTS = 160;

  private ActiveFigures() {}

  /// A matrix whose columns have very different lengths, as those of trained layers do.
  static Grid uneven(Draw draw, int rows, int columns) {
    var length = Naive.row(columns, _ -> Math.exp(draw.normal()));
    return Grid.zeros(rows, columns).fill(i -> length[i % columns] * draw.normal());
  }

  private static double[] run(Workbench bench, String model, Map<String, Double> parameters, Map<String, Grid> weights, Grid x,
      String output) {
    try (var session = bench.open(new Front.Options(Optional.of(model), parameters, Map.of()), weights, Map.of())) {
      return Conversions.toReference(output, session.run(RunTrial.tensors(Map.of("x", x))).outputs().get(output)).values();
    }
  }

  /// The distance of every token's result from the dense product, as a share of the length of that.
  private static double[] errors(double[] y, Grid x, Grid w) {
    var loop = new GatherLoop(new Naive(Precision.exact()), x, w);
    var outputs = w.extent(0);
    return Naive.row(x.extent(0), t -> {
      var dense = Naive.row(outputs, f -> loop.element(w, f, t, _ -> true));
      var apart = loop.in().sum(outputs, f -> (y[t * outputs + f] - dense[f]) * (y[t * outputs + f] - dense[f]));
      return Math.sqrt(apart / loop.in().sum(outputs, f -> dense[f] * dense[f]));
    });
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /// At 65 % sparsity, how many tokens lose no more by WINA than by size alone?
  static Measured unevenColumns(Workbench bench) {
    var draw = new Draw(1);
    var w = uneven(draw, OUTPUTS, INPUTS);
    var x = draw.normal(TOKENS, INPUTS);
    var keep = Map.of("KEEP", Math.rint(0.35 * INPUTS));
    var wina = errors(run(bench, "WinaLinear", keep, Map.of("w", w), x, "y"), x, w);
    var size = errors(run(bench, "MagnitudeLinear", keep, Map.of("w", w), x, "y"), x, w);
    var better = IntStream.range(0, TOKENS).filter(t -> wina[t] <= size[t]).count();
    return new Measured(
        String.format(Locale.ROOT, "at 65 %% sparsity no worse than by size alone for %d of %d tokens, error %.2f (by size %.2f)", better,
            TOKENS, mean(wina), mean(size)),
        better >= 0.95 * TOKENS);
  }

  /// Exact where the matrix has the rank that is kept; and of one whose singular values fall slowly, as close as by size alone for the same half of the work?
  static Measured lowRank(Workbench bench) {
    var draw = new Draw(2);
    var rank = 8;
    var x = draw.normal(TOKENS, INPUTS);
    var few = product(draw, rank, _ -> 1);
    var exact = errors(run(bench, "RankSparseLinear", Map.of("KEEP", 10.0), factored(few, rank), x, "y"), x, few);
    var largest = Arrays.stream(exact).max().orElseThrow();
    var many = product(draw, INPUTS, r -> 1.0 / (1 + r));
    var work = INPUTS * OUTPUTS / 2;
    // keep · F + rank · (D − keep + F) multiplications, at most half of D · F
    var kept = (work - rank * (INPUTS + OUTPUTS)) / (OUTPUTS - rank);
    var parts = errors(run(bench, "RankSparseLinear", Map.of("KEEP", (double) kept), factored(many, rank), x, "y"), x, many);
    var size = errors(run(bench, "MagnitudeLinear", Map.of("KEEP", INPUTS / 2.0), Map.of("w", many), x, "y"), x, many);
    return new Measured(
        String.format(Locale.ROOT, "error %.0e where the rank is that of w; at half the work %.3f (by size %.3f)", largest, mean(parts),
            mean(size)),
        largest < 1e-5 && mean(parts) <= mean(size));
  }

  private interface Weight {
    double of(int r);
  }

  /// A sum of products of random vectors, each with a weight.
  private static Grid product(Draw draw, int rank, Weight weight) {
    var left = draw.normal(OUTPUTS, rank);
    var right = draw.normal(rank, INPUTS);
    return Grid.zeros(OUTPUTS, INPUTS)
        .fill(i -> IntStream.range(0, rank).mapToDouble(r -> weight.of(r) * left.at(i / INPUTS, r) * right.at(r, i % INPUTS)).sum());
  }

  private static Map<String, Grid> factored(Grid w, int rank) {
    var values = new float[w.count()];
    for (var i = 0; i < values.length; i++) values[i] = (float) w.get(i);
    var parts = LowRank.of(values, OUTPUTS, INPUTS, rank);
    var weights = new HashMap<>(Map.of("w", w));
    weights.put("u", Grid.zeros(OUTPUTS, rank).fill(i -> parts.u()[i]));
    weights.put("v", Grid.zeros(rank, INPUTS).fill(i -> parts.v()[i]));
    return weights;
  }

  /// Tokens made of a few of many features, and a layer that looks for each: how many units fire?
  static Measured firing(Workbench bench) {
    var draw = new Draw(3);
    var features = 1024;
    var width = 256;
    var w1 = draw.unitRows(features, width);
    var x = Grid.zeros(TOKENS, width);
    var most = 8;
    for (var t = 0; t < TOKENS; t++) {
      for (var n = 0; n < most; n++) {
        var feature = draw.whole(features);
        for (var d = 0; d < width; d++) x.add((1 + draw.uniform()) * w1.at(feature, d), t, d);
      }
    }
    x.fill(x::get);
    var b1 = Grid.zeros(features).fill(_ -> -0.5);
    var weights = Map.of("w1", w1, "b1", b1, "w2", draw.normal(width, features));
    var density = mean(run(bench, "LazyNeurons", Map.of(), weights, x, "density"));
    return new Measured(
        String.format(Locale.ROOT, "%.1f %% of the units fire for tokens of %d features of %d", 100 * density, most, features),
        density < 0.05);
  }

  /// Tokens of which half are made of the same few features: are these the core tokens, and is a token like them decoded well on the core neurons alone?
  static Measured coreTokens(Workbench bench) {
    var draw = new Draw(4);
    var neurons = 256;
    var width = neurons;
    var tokens = 80;
    var core = 24;
    var w1 = Grid.zeros(neurons, width).fill(i -> (i / neurons == i % neurons ? 1 : 0) + 0.005 * draw.normal());
    var w2 = draw.normal(OUTPUTS, neurons);
    var x = Grid.zeros(tokens, width);
    for (var t = 0; t < tokens; t++) mix(draw, w1, t % 2 == 0 ? 0 : core, t % 2 == 0 ? core : neurons, x, t);
    var next = Grid.zeros(1, width);
    mix(draw, w1, 0, core, next, 0);
    var token = Grid.zeros(width).fill(next::get);
    var options = new Front.Options(Optional.of("CoreMatching"), Map.of("FIRED", 8.0, "CORE", (double) core), Map.of());
    try (var session = bench.open(options, Map.of("w1", w1, "w2", w2), Map.of())) {
      var common = Conversions.toReference("common", session.run("prefill", RunTrial.tensors(Map.of("x", x))).outputs().get("common"));
      var right = IntStream.range(0, tokens).filter(t -> common.exists(t) == (t % 2 == 0)).count();
      var y = Conversions.toReference("y", session.run("decode", RunTrial.tensors(Map.of("x", token))).outputs().get("y")).values();
      var loop = new CoreLoop(new Naive(Precision.exact()), w1, w2);
      var active = loop.active(token, 0);
      var all = new boolean[neurons];
      Arrays.fill(all, true);
      var apart = 0.0;
      var length = 0.0;
      for (var f = 0; f < OUTPUTS; f++) {
        var whole = loop.output(f, active, all);
        apart += (y[f] - whole) * (y[f] - whole);
        length += whole * whole;
      }
      return new Measured(
          String.format(Locale.ROOT, "%d of %d tokens told apart; decoding on %d of %d neurons: error %.2f", right, tokens, core, neurons,
              Math.sqrt(apart / length)),
          right == tokens);
    }
  }

  /// Twelve features of `w1` between `from` and `to`, each at random strength, as one row of `x`.
  private static void mix(Draw draw, Grid w1, int from, int to, Grid x, int row) {
    for (var n = 0; n < 12; n++) {
      var feature = from + draw.whole(to - from);
      for (var d = 0; d < w1.extent(1); d++) x.set((float) (x.at(row, d) + (1 + draw.uniform()) * w1.at(feature, d)), row, d);
    }
  }
}
