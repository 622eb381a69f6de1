package dev.tulle.models.active;

import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.Sample;
import dev.tulle.models.trial.Sample.Step;
import dev.tulle.models.trial.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The trials of activation sparsity: no token and several, fewer inputs than are kept, sizes around the lanes, tokens of zeros.
public final class ActiveTrials {
  static final String FILE = "active/active.tulle";
  private static final int KEEP = 5;
  private static final int FIRED = 5;
  private static final int CORE = 7;
  /// Tokens, inputs, outputs.
  private static final int[][] SIZES = {{0, 12, 9}, {1, 40, 70}, {2, 3, 1}, {3, 5, 16}, {17, 33, 17}, {5, 130, 64}};

  private interface Make {
    Sample of(String label, Draw draw, int[] sizes);
  }

  private ActiveTrials() {}

  public static List<Trial> all() {
    return List.of(
        trial("MagnitudeLinear", "the largest inputs of a token", Map.of("KEEP", (double) KEEP), ActiveTrials::magnitude),
        trial("WinaLinear", "WINA: inputs weighed by their columns", Map.of("KEEP", (double) KEEP), ActiveTrials::wina)
            .measured(ActiveFigures::unevenColumns),
        trial("RankSparseLinear", "R-Sparse: a low rank for the small inputs", Map.of("KEEP", (double) KEEP), ActiveTrials::rankSparse)
            .measured(ActiveFigures::lowRank),
        trial("LazyNeurons", "columns of the units that fire", Map.of(),
            (label, draw, sizes) -> lazy(label, draw, sizes, Integer.MAX_VALUE))
                .measured(ActiveFigures::firing),
        trial("LazyTopNeurons", "the same, the largest K", Map.of("KEEP", (double) KEEP),
            (label, draw, sizes) -> lazy(label, draw, sizes, KEEP)),
        new Trial(FILE, "CoreMatching", "core tokens, decoding on core neurons", Map.of("FIRED", (double) FIRED, "CORE", (double) CORE),
            ActiveTrials::prompts)
                .measured(ActiveFigures::coreTokens));
  }

  private static Trial trial(String model, String what, Map<String, Double> parameters, Make make) {
    return new Trial(FILE, model, what, parameters, () -> {
      var samples = new ArrayList<Sample>();
      for (var sizes : SIZES) samples.add(make.of(sizes[0] + " tokens, " + sizes[1] + " to " + sizes[2], new Draw(sizes[1]), sizes));
      return samples;
    });
  }

  /// Tokens at random; where there are several, the last is all zeros: ties.
  private static Grid tokens(Draw draw, int tokens, int width) {
    return Grid.zeros(tokens, width).fill(i -> tokens > 1 && i / width == tokens - 1 ? 0 : draw.normal());
  }

  private static Sample magnitude(String label, Draw draw, int[] sizes) {
    var x = tokens(draw, sizes[0], sizes[1]);
    var w = draw.normal(sizes[2], sizes[1]);
    return Sample.of(label, Map.of("w", w), Map.of("x", x), in -> {
      var loop = new GatherLoop(in, x, w);
      var y = Grid.zeros(sizes[0], sizes[2]);
      for (var t = 0; t < loop.tokens(); t++) loop.multiply(t, loop.largest(t, KEEP), y);
      return Map.of("y", y);
    });
  }

  private static Sample wina(String label, Draw draw, int[] sizes) {
    var x = tokens(draw, sizes[0], sizes[1]);
    var w = ActiveFigures.uneven(draw, sizes[2], sizes[1]);
    return Sample.of(label, Map.of("w", w), Map.of("x", x), in -> {
      var loop = new GatherLoop(in, x, w);
      var lengths = loop.lengths();
      var y = Grid.zeros(sizes[0], sizes[2]);
      for (var t = 0; t < loop.tokens(); t++) loop.multiply(t, loop.best(t, KEEP, lengths), y);
      return Map.of("y", y);
    });
  }

  private static Sample rankSparse(String label, Draw draw, int[] sizes) {
    var rank = sizes[1] % 4;
    var x = tokens(draw, sizes[0], sizes[1]);
    var w = draw.normal(sizes[2], sizes[1]);
    var u = draw.normal(sizes[2], rank);
    var v = draw.normal(rank, sizes[1]);
    return Sample.of(label + ", rank " + rank, Map.of("w", w, "u", u, "v", v), Map.of("x", x), in -> {
      var loop = new GatherLoop(in, x, w);
      var y = Grid.zeros(sizes[0], sizes[2]);
      for (var token = 0; token < loop.tokens(); token++) {
        var t = token;
        var big = loop.largest(t, KEEP);
        loop.multiply(t, big, y);
        var rest = Naive.row(rank, r -> loop.element(v, r, t, d -> !big[d]));
        for (var row = 0; row < sizes[2]; row++) {
          var f = row;
          y.set(in.precision().add(y.at(t, f), in.sum(rank, r -> u.at(f, r) * rest[r])), t, f);
        }
      }
      return Map.of("y", y);
    });
  }

  private static Sample lazy(String label, Draw draw, int[] sizes, int keep) {
    var hidden = 2 * sizes[1];
    var x = tokens(draw, sizes[0], sizes[1]);
    var w1 = draw.normal(hidden, sizes[1]);
    var w2 = draw.normal(sizes[2], hidden);
    // So low that few fire, and of the token of zeros none.
    var b1 = Grid.zeros(hidden).fill(_ -> -1.2 * Math.sqrt(sizes[1]) - Math.abs(draw.normal()));
    return Sample.of(label, Map.of("w1", w1, "b1", b1, "w2", w2), Map.of("x", x), in -> {
      var loop = new LazyLoop(in, x, w1, b1, w2);
      var y = Grid.zeros(sizes[0], sizes[2]);
      var density = Grid.zeros(sizes[0]);
      for (var t = 0; t < sizes[0]; t++) {
        var before = loop.before(t);
        var fired = LazyLoop.fired(before, keep);
        loop.multiply(t, before, fired, y);
        density.set(in.round(Stream.iterate(0, h -> h < hidden, h -> h + 1).filter(h -> fired[h]).count() / (double) hidden), t);
      }
      return keep == KEEP ? Map.of("y", y) : Map.of("y", y, "density", density);
    });
  }

  private static List<Sample> prompts() {
    return Stream.of(new int[] {1, 12}, new int[] {2, 5}, new int[] {9, 17}, new int[] {40, 33})
        .map(sizes -> prompt(sizes[0], sizes[1]))
        .toList();
  }

  /// A prompt and two tokens that are decoded after it.
  private static Sample prompt(int tokens, int neurons) {
    var draw = new Draw(tokens);
    var width = 11;
    var w1 = draw.normal(neurons, width);
    var w2 = draw.normal(6, neurons);
    var x = draw.normal(tokens, width);
    var after = List.of(draw.normal(width), draw.normal(width));
    var steps = new ArrayList<>(List.of(new Step("prefill", Map.of("x", x))));
    after.forEach(token -> steps.add(new Step("decode", Map.of("x", token))));
    return new Sample(tokens + " tokens, " + neurons + " neurons", Map.of("w1", w1, "w2", w2), Map.of(), steps, in -> {
      var loop = new CoreLoop(in, w1, w2);
      var active = Stream.iterate(0, t -> t < tokens, t -> t + 1).map(t -> loop.active(x, t)).toArray(double[][]::new);
      var fired = Stream.of(active).map(a -> CoreLoop.fired(a, FIRED)).toArray(boolean[][]::new);
      var core = loop.core(fired, CORE);
      var overlap = loop.overlap(fired, core);
      var kept = CoreLoop.kept(overlap);
      var common = Grid.absent(tokens);
      var y = Grid.absent(tokens, 6);
      var all = new boolean[neurons];
      Arrays.fill(all, true);
      for (var t = 0; t < tokens; t++) {
        if (!kept[t]) continue;
        common.set(overlap[t], t);
        for (var f = 0; f < 6; f++) y.set(loop.output(f, active[t], all), t, f);
      }
      var outputs = new ArrayList<>(List.of(Map.of("common", common, "y", y)));
      for (var token : after) {
        var said = loop.active(token, 0);
        var decoded = Grid.zeros(6);
        for (var f = 0; f < 6; f++) decoded.set(loop.output(f, said, core), f);
        outputs.add(Map.of("y", decoded));
      }
      return outputs;
    });
  }
}
