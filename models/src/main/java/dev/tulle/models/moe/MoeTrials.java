package dev.tulle.models.moe;

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
import java.util.stream.Stream;

/// The trials of mixtures of experts: even, skewed and empty routing.
public final class MoeTrials {
  private static final String FILE = "moe/moe.tulle";
  private static final int K = 2;

  /// How tokens are drawn to experts.
  private enum Routing {
    EVEN,
    /// Nearly all to the first.
    SKEWED,
    /// None to the last.
    UNUSED
  }

  private interface Make {
    Sample of(String label, Routing routing, Draw draw, int tokens);
  }

  private MoeTrials() {}

  public static List<Trial> all() {
    return List.of(trial("TopKSoftmax", "softmax over the K best experts", MoeTrials::topKSoftmax).measured(MoeFigures::kinds),
        trial("SoftmaxFirst", "the K best after softmax over all", MoeTrials::softmaxFirst),
        trial("ChoosingExperts", "experts take the tokens they want most", MoeTrials::choosing),
        trial("SharedExpert", "one expert for all tokens beside the K best", MoeTrials::shared),
        trial("Comet", "COMET: experts at the leaves of trees", MoeTrials::comet).measured(MoeFigures::fewLeaves),
        new Trial("moe/gaussian.tulle", "GaussianExperts", "lines with noise, a gate at a temperature", Map.of(), MoeTrials::gaussian)
            .measured(MoeFigures::lines));
  }

  private static Trial trial(String model, String what, Make make) {
    return new Trial(FILE, model, what, Map.of(), () -> {
      var samples = new ArrayList<Sample>();
      for (var tokens : new int[] {0, 1, 2, 17}) samples.add(make.of(tokens + " tokens", Routing.EVEN, new Draw(tokens), tokens));
      samples.add(make.of("skewed", Routing.SKEWED, new Draw(2), 19));
      samples.add(make.of("an unused expert", Routing.UNUSED, new Draw(3), 12));
      return samples;
    });
  }

  /// Weights of experts, by name.
  private static Map<String, Grid> experts(Draw draw, int experts, int width, int hidden) {
    var weights = new HashMap<String, Grid>();
    weights.put("wg", draw.scaled(0.5, experts, hidden, width));
    weights.put("wi", draw.scaled(0.5, experts, hidden, width));
    weights.put("wo", draw.scaled(0.5, experts, width, hidden));
    return weights;
  }

  /// Tokens whose first element is 1, so that the gate's first column is what it thinks of an expert in general.
  private static Grid tokens(Draw draw, int tokens, int width) {
    return Grid.zeros(tokens, width).fill(i -> i % width == 0 ? 1 : draw.normal());
  }

  private static Grid gate(Routing routing, Draw draw, int experts, int width) {
    return Grid.zeros(experts, width).fill(i -> {
      var general = i % width == 0;
      return switch (routing) {
        case EVEN -> draw.normal();
        case SKEWED -> general && i / width == 0 ? 8 : draw.normal();
        case UNUSED -> general && i / width == experts - 1 ? -30 : draw.normal();
      };
    });
  }

  private static ExpertLoop loop(Naive in, Grid x, Map<String, Grid> weights) {
    return new ExpertLoop(in, x, weights.get("wg"), weights.get("wi"), weights.get("wo"));
  }

  private static Sample topKSoftmax(String label, Routing routing, Draw draw, int tokens) {
    var weights = experts(draw, 5, 6, 9);
    var x = tokens(draw, tokens, 6);
    var gate = gate(routing, draw, 5, 6);
    weights.put("gate", gate);
    return Sample.of(label, weights, Map.of("x", x), in -> {
      var y = Grid.zeros(tokens, 6);
      var route = Grid.absent(tokens, 5);
      mix(loop(in, x, weights), gate, y, route);
      return Map.of("y", y, "route", route);
    });
  }

  /// The K best of each token, softmax over them.
  private static void mix(ExpertLoop loop, Grid gate, Grid y, Grid route) {
    for (var t = 0; t < loop.tokens(); t++) {
      var logits = loop.logits(gate, t);
      var best = Naive.best(logits.length, K, _ -> true, e -> logits[e]);
      var p = loop.softmax(logits, e -> best[e]);
      for (var e = 0; e < best.length; e++) {
        if (!best[e]) continue;
        route.set(p[e], t, e);
        loop.meet(t, e, p[e], y);
      }
    }
  }

  private static Sample softmaxFirst(String label, Routing routing, Draw draw, int tokens) {
    var weights = experts(draw, 4, 7, 5);
    var x = tokens(draw, tokens, 7);
    var gate = gate(routing, draw, 4, 7);
    weights.put("gate", gate);
    return Sample.of(label, weights, Map.of("x", x), in -> {
      var loop = loop(in, x, weights);
      var y = Grid.zeros(tokens, 7);
      var load = new double[4];
      var wanted = new double[4];
      for (var t = 0; t < tokens; t++) {
        var p = loop.softmax(loop.logits(gate, t), _ -> true);
        var best = Naive.best(4, K, _ -> true, e -> p[e]);
        for (var e = 0; e < 4; e++) {
          wanted[e] = in.precision().add(wanted[e], in.round(p[e] / tokens));
          if (!best[e]) continue;
          load[e] += 1.0 / (K * tokens);
          loop.meet(t, e, p[e], y);
        }
      }
      var balance = Grid.zeros();
      balance.set(tokens == 0 ? Double.NaN : in.round(4 * in.sum(4, e -> in.round(load[e]) * wanted[e])));
      return Map.of("y", y, "balance", balance);
    });
  }

  private static Sample choosing(String label, Routing routing, Draw draw, int tokens) {
    var weights = experts(draw, 5, 6, 4);
    var x = tokens(draw, tokens, 6);
    var gate = gate(routing, draw, 5, 6);
    weights.put("gate", gate);
    return Sample.of(label, weights, Map.of("x", x), in -> {
      var loop = loop(in, x, weights);
      var wish = new double[tokens][];
      for (var t = 0; t < tokens; t++) wish[t] = loop.softmax(loop.logits(gate, t), _ -> true);
      var y = Grid.zeros(tokens, 6);
      var met = Grid.whole(tokens);
      for (var expert = 0; expert < 5; expert++) {
        var e = expert;
        var taken = Naive.best(tokens, tokens * 2 / 5, _ -> true, t -> wish[t][e]);
        for (var t = 0; t < tokens; t++) {
          if (!taken[t]) continue;
          met.add(1, t);
          loop.meet(t, e, wish[t][e], y);
        }
      }
      return Map.of("y", y, "met", met);
    });
  }

  private static Sample shared(String label, Routing routing, Draw draw, int tokens) {
    var weights = experts(draw, 6, 5, 8);
    var x = tokens(draw, tokens, 5);
    var gate = gate(routing, draw, 6, 5);
    weights.put("gate", gate);
    var first = draw.scaled(0.5, 8, 5);
    var second = draw.scaled(0.5, 8, 5);
    var third = draw.scaled(0.5, 5, 8);
    weights.put("shared_wg", first);
    weights.put("shared_wi", second);
    weights.put("shared_wo", third);
    return Sample.of(label, weights, Map.of("x", x), in -> {
      var y = Grid.zeros(tokens, 5);
      mix(loop(in, x, weights), gate, y, Grid.absent(tokens, 6));
      var alone = new ExpertLoop(in, x, only(first), only(second), only(third));
      for (var t = 0; t < tokens; t++) alone.meet(t, 0, 1, y);
      return Map.of("y", y);
    });
  }

  /// A matrix as the only one of a stack.
  private static Grid only(Grid matrix) {
    return Grid.zeros(1, matrix.extent(0), matrix.extent(1)).fill(matrix::get);
  }

  private static Sample comet(String label, Routing routing, Draw draw, int tokens) {
    var weights = experts(draw, 8, 6, 5);
    var x = tokens(draw, tokens, 6);
    var trees = 3;
    // Steep: most steps are exactly 0 or 1. Skewed: to the left at the root of every tree. Unused: two leaves in three share an expert.
    var node = draw.normal(trees, 7, 6);
    var bias = Grid.zeros(trees, 7).fill(i -> routing == Routing.SKEWED && i % 7 == 0 ? -9 : 0);
    var leaf = draw.normal(trees, 8, 6);
    var leads = Grid.whole(trees, 8).fill(i -> routing == Routing.UNUSED ? i % 3 : (i + 3 * (i / 8)) % 8);
    weights.putAll(Map.of("node", node, "bias", bias, "leaf", leaf, "leads", leads));
    return Sample.of(label, weights, Map.of("x", x), in -> {
      var loop = loop(in, x, weights);
      var gate = new CometLoop(in, loop, node, bias, leaf, leads, 1);
      var y = Grid.zeros(tokens, 6);
      var route = Grid.absent(tokens, 8);
      for (var t = 0; t < tokens; t++) {
        var shares = gate.shares(t);
        for (var e = 0; e < 8; e++) {
          if (Double.isNaN(shares[e])) continue;
          route.set(shares[e], t, e);
          loop.meet(t, e, shares[e], y);
        }
      }
      return Map.of("y", y, "route", route);
    });
  }

  private static List<Sample> gaussian() {
    return Stream.of(new int[] {5, 1}, new int[] {40, 3}).map(size -> {
      var draw = new Draw(size[0]);
      var gate = draw.normal(size[1], 2);
      var line = draw.normal(size[1], 2);
      var x = draw.normal(size[0]);
      var y = draw.normal(size[0]);
      var fit = new Step("fit", Map.of("x", x, "y", y));
      Oracle oracle = in -> {
        var loop = new GaussianLoop(in, gate, line, 0.5, 1);
        return List.of(loop.fit(x, y), loop.fit(x, y), loop.fit(x, y));
      };
      return new Sample(size[0] + " points", Map.of("start_gate", gate, "start_line", line), Map.of(), List.of(fit, fit, fit), oracle);
    }).toList();
  }
}
