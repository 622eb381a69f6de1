package dev.tulle.models.attention;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What attention finds of what was planted.
final class AttentionFigures {
  private static final int LENGTH = 512;
  private static final int WIDTH = 32;

  private AttentionFigures() {}

  private static Map<String, Value> run(Workbench bench, String model, Map<String, Double> parameters, Map<String, Grid> weights,
      Map<String, Grid> inputs) {
    try (var session = bench.open(new Front.Options(Optional.of(model), parameters, Map.of()), weights, Map.of())) {
      var values = new HashMap<String, Value>();
      session.run(RunTrial.tensors(inputs)).outputs().forEach((name, value) -> values.put(name, Conversions.toReference(name, value)));
      return values;
    }
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /// Queries and keys among which the neighbours, the first tokens and a few needles stand out, those in four adjacent columns somewhere. The values are the unit vectors, so that the output is the
  /// attention itself: how much of full attention's mass is where the model looks?
  static Figure recall(String model, Map<String, Double> parameters) {
    return bench -> {
      var draw = new Draw(21);
      var heads = 2;
      var places = draw.normal(LENGTH, WIDTH);
      var q = Grid.zeros(heads, LENGTH, WIDTH);
      var k = Grid.zeros(heads, LENGTH, WIDTH);
      for (var h = 0; h < heads; h++) {
        var needles = 70 + 50 * h;
        for (var i = 0; i < LENGTH; i++) for (var d = 0; d < WIDTH; d++) {
          var near = 0.0;
          for (var back = 0; back < 4; back++) near += i >= back ? places.at(i - back, d) / 2 : 0;
          var stands = i < 2 || i >= needles && i < needles + 4;
          q.set((float) (d == 0 ? 6 : 0.9 * near), h, i, d);
          k.set((float) (d == 0 ? stands ? 8 : 0 : 0.9 * near), h, i, d);
        }
      }
      var v = Grid.zeros(heads, LENGTH, LENGTH).fill(i -> i / LENGTH % LENGTH == i % LENGTH ? 1 : 0);
      var results = run(bench, model, parameters, Map.of(), Map.of("q", q, "k", k, "v", v));
      var full = new DenseAttention(new Naive(Precision.exact()), q, k, v);
      var o = results.get("o").values();
      var mass = 0.0;
      for (var row = 0; row < heads * LENGTH; row++) {
        var h = row / LENGTH;
        var i = row % LENGTH;
        var p = full.in().softmax(LENGTH, j -> j <= i, j -> full.score(h, i, j));
        for (var j = 0; j < LENGTH; j++) if (o[row * LENGTH + j] > 0) mass += p[j] / heads / LENGTH;
      }
      var share = Arrays.stream(results.get("pairs").values()).sum() / heads / (LENGTH * (LENGTH + 1) / 2);
      return new Measured(text("%.3f of the mass at %.1f %% of the pairs", mass, 100 * share), mass >= 0.975 && share <= 0.2);
    };
  }

  /// Heads that attend to everything, to neighbours, to the same place in other frames, to a few columns, and one whose values say nothing: does the search give each its kind?
  static Measured plantedKinds(Workbench bench) {
    var length = 96;
    var stride = 24;
    var draw = new Draw(5);
    var heads = 5;
    var q = Grid.zeros(heads, length, WIDTH);
    var k = Grid.zeros(heads, length, WIDTH);
    var v = Grid.zeros(heads, length, 8).fill(i -> i / (length * 8) == 4 ? 0 : draw.normal());
    for (var i = 0; i < length; i++) for (var d = 0; d < WIDTH; d += 2) {
      // Waves: neighbours agree, with short waves only neighbours, with waves of the frame's length the same place in each frame.
      var slow = 2 * Math.PI * i * (d / 2 + 1) / length;
      var frame = 2 * Math.PI * i * (d / 2 + 1) / stride;
      put(q, k, 1, i, d, 3 * Math.cos(slow), 3 * Math.sin(slow));
      put(q, k, 2, i, d, 3 * Math.cos(frame), 3 * Math.sin(frame));
      q.set(d == 0 ? 8 : 0, 3, i, d);
      k.set(d == 0 && i % stride < 2 ? 8 : 0, 3, i, d);
    }
    var kind = run(bench, "SearchKinds", Map.of("WIDTH", 6.0, "STRIDE", (double) stride, "EPS", 0.05), Map.of(),
        Map.of("q", q, "k", k, "v", v)).get("kind");
    var right = IntStream.range(0, heads).filter(h -> kind.values()[h] == h).count();
    return new Measured(right + " of " + heads + " planted kinds", right == heads);
  }

  private static void put(Grid q, Grid k, int head, int i, int d, double first, double second) {
    q.set((float) first, head, i, d);
    q.set((float) second, head, i, d + 1);
    k.set((float) first, head, i, d);
    k.set((float) second, head, i, d + 1);
  }

  /// Keys of which a few fit the query well: are they in the pages that are read?
  static Measured pages(Workbench bench) {
    var draw = new Draw(22);
    var q = draw.normal(1, WIDTH);
    var k = Grid.zeros(1, LENGTH, WIDTH).fill(i -> 0.3 * draw.normal() + (i / WIDTH % 101 == 50 ? q.get(i % WIDTH) : 0));
    var v = Grid.zeros(1, LENGTH, 1).fill(j -> j % 101 == 50 ? 1 : 0);
    var all = new DenseAttention(new Naive(Precision.exact()), Grid.zeros(1, 1, WIDTH).fill(q::get), k, v);
    var results = run(bench, "PageAttention", Map.of("PAGE", 16.0, "KEEP", 6.0), Map.of(), Map.of("q", q, "k", k, "v", v));
    var p = all.in().softmax(LENGTH, _ -> true, j -> all.score(0, 0, j));
    var planted = IntStream.range(0, LENGTH).filter(j -> j % 101 == 50).mapToDouble(j -> p[j]).sum();
    var rest = results.get("o").values()[0];
    // What is read sums to 1 again: the planted keys have share p / mass of it, if all of them are there.
    return new Measured(
        text("planted keys weigh %.2f, %.2f in full softmax, %d of %d keys read", rest, planted, (int) results.get("read").values()[0],
            LENGTH),
        rest >= planted);
  }

  static Measured nucleus(Workbench bench) {
    var draw = new Draw(23);
    var q = draw.scaled(2, 2, 64, WIDTH);
    var k = draw.normal(2, 64, WIDTH);
    var v = Grid.zeros(2, 64, 64).fill(i -> i / 64 % 64 == i % 64 ? 1 : 0);
    var results = run(bench, "NucleusAttention", Map.of("P", 0.9), Map.of(), Map.of("q", q, "k", k, "v", v));
    var all = new DenseAttention(new Naive(Precision.exact()), q, k, v);
    var least = 1.0;
    for (var row = 0; row < 128; row++) {
      var h = row / 64;
      var i = row % 64;
      var p = all.in().softmax(64, j -> j <= i, j -> all.score(h, i, j));
      var mass = 0.0;
      for (var j = 0; j < 64; j++) if (results.get("o").values()[row * 64 + j] > 0) mass += p[j];
      least = Math.min(least, mass);
    }
    var share = Arrays.stream(results.get("pairs").values()).sum() / (64 * 65);
    return new Measured(text("at least %.2f of each row's mass at %.0f %% of the pairs", least, 100 * share),
        least > 0.9 - 1e-6 && share < 0.7);
  }

  /// Tokens near four subspaces, through layers that know these: the coding rate of all tokens in the subspaces has to fall from layer to layer.
  static Measured crate(Workbench bench) {
    var heads = 4;
    var small = 8;
    var width = heads * small;
    var rows = 64;
    var draw = new Draw(13);
    var x = Grid.zeros(rows, width)
        .fill(i -> (i / width % heads == i % width / small ? 1 + Math.abs(draw.normal()) : 0) + 0.05 * draw.normal());
    var rates = new double[5];
    rates[0] = codingRate(x::get, rows, heads, small);
    var zeros = 0.0;
    for (var layers = 1; layers < rates.length; layers++) {
      var weights = new HashMap<String, Grid>();
      weights.put("subspace", Grid.zeros(layers, heads, small, width).fill(i -> i % width == i / width % width ? 1 : 0));
      weights.put("back", Grid.zeros(layers, width, heads, small).fill(i -> i % width == i / width % width ? 1 : 0));
      weights.put("dictionary", Grid.zeros(layers, width, width).fill(i -> i % width == i / width % width ? 1 : 0));
      for (var gain : List.of("gain1", "gain2")) weights.put(gain, Grid.zeros(layers, width).fill(_ -> 1));
      for (var shift : List.of("shift1", "shift2")) weights.put(shift, Grid.zeros(layers, width));
      var y = run(bench, "Crate", Map.of(), weights, Map.of("x", x)).get("y").values();
      rates[layers] = codingRate(i -> y[i], rows, heads, small);
      zeros = (double) Arrays.stream(y).filter(value -> value == 0).count() / y.length;
    }
    var falls = IntStream.range(1, rates.length).allMatch(layer -> rates[layer] < rates[layer - 1]);
    var listed = Arrays.stream(rates).mapToObj(rate -> text("%.1f", rate)).collect(Collectors.joining(", "));
    return new Measured(text("coding rate by layer %s; %.0f %% zeros", listed, 100 * zeros), falls);
  }

  /// Half the sum over subspaces of log det(I + 4 ZᵀZ / rows), Z the tokens' coordinates there, each token of length √width.
  private static double codingRate(IntToDoubleFunction z, int rows, int heads, int small) {
    var width = heads * small;
    var sizes = IntStream.range(0, rows)
        .mapToDouble(n -> Math.sqrt(IntStream.range(0, width).mapToDouble(d -> Math.pow(z.applyAsDouble(n * width + d), 2)).sum() / width))
        .toArray();
    var rate = 0.0;
    for (var head = 0; head < heads; head++) {
      var first = head * small;
      var a = new double[small][small];
      for (var i = 0; i < small; i++) for (var j = 0; j < small; j++) {
        var r = first + i;
        var c = first + j;
        a[i][j] = (i == j ? 1 : 0) + 4.0 / rows * IntStream.range(0, rows)
            .mapToDouble(n -> z.applyAsDouble(n * width + r) * z.applyAsDouble(n * width + c) / Math.max(1e-12, sizes[n] * sizes[n]))
            .sum();
      }
      for (var i = 0; i < small; i++) {
        rate += 0.5 * Math.log(a[i][i]);
        for (var j = i + 1; j < small; j++) {
          var factor = a[j][i] / a[i][i];
          for (var k = i; k < small; k++) a[j][k] -= factor * a[i][k];
        }
      }
    }
    return rate;
  }
}
