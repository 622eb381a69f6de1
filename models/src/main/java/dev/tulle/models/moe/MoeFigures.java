package dev.tulle.models.moe;

import dev.tulle.cli.data.Conversions;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.models.trial.Draw;
import dev.tulle.models.trial.Figure.Measured;
import dev.tulle.models.trial.Figure.Workbench;
import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import dev.tulle.models.trial.RunTrial;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What mixtures of experts do with what was planted.
final class MoeFigures {
  private static final int TOKENS = 200;
  private static final int WIDTH = 16;
  private static final int HIDDEN = 8;

  private MoeFigures() {}

  private static Value route(Workbench bench, String model, Map<String, Grid> gates, int experts, Grid x, Draw draw) {
    var weights = new HashMap<>(gates);
    weights.put("wg", draw.normal(experts, HIDDEN, WIDTH));
    weights.put("wi", draw.normal(experts, HIDDEN, WIDTH));
    weights.put("wo", draw.normal(experts, WIDTH, HIDDEN));
    try (var session = bench.open(new Front.Options(Optional.of(model), Map.of(), Map.of()), weights, Map.of())) {
      return Conversions.toReference("route", session.run(RunTrial.tensors(Map.of("x", x))).outputs().get("route"));
    }
  }

  /// Tokens of as many kinds as there are experts: which expert has the largest share of each?
  static Measured kinds(Workbench bench) {
    var experts = 8;
    var draw = new Draw(1);
    var gate = draw.normal(experts, WIDTH);
    var x = Grid.zeros(TOKENS, WIDTH).fill(i -> gate.at(i / WIDTH % experts, i % WIDTH) + 0.3 * draw.normal());
    var route = route(bench, "TopKSoftmax", Map.of("gate", gate), experts, x, draw);
    var right = IntStream.range(0, TOKENS)
        .filter(
            t -> Naive.argmax(experts, e -> route.exists(t * experts + e) ? route.values()[t * experts + e] : Double.NaN) == t % experts)
        .count();
    return new Measured(right + " of " + TOKENS + " tokens lean on the expert planted for them", right == TOKENS);
  }

  /// Trees whose steps are steep, as training with COMET's entropy penalty leaves them.
  static Measured fewLeaves(Workbench bench) {
    var trees = 2;
    var draw = new Draw(2);
    var node = draw.scaled(20, trees, 7, WIDTH);
    var gates = Map.of("node", node, "bias", Grid.zeros(trees, 7), "leaf", draw.normal(trees, 8, WIDTH), "leads",
        Grid.whole(trees, 8).fill(i -> (i + 3 * (i / 8)) % 8));
    var route = route(bench, "Comet", gates, 8, draw.normal(TOKENS, WIDTH), draw);
    var few = IntStream.range(0, TOKENS).filter(t -> IntStream.range(0, 8).filter(e -> route.exists(t * 8 + e)).count() <= trees).count();
    return new Measured(few + " of " + TOKENS + " tokens meet at most " + trees + " experts, one a tree", few >= 0.9 * TOKENS);
  }

  /// Points on two lines with noise, the steeper for those to the right: are the slopes found?
  static Measured lines(Workbench bench) {
    var draw = new Draw(3);
    var x = Grid.zeros(2000).fill(_ -> 2 * draw.normal());
    var y = Grid.zeros(2000).fill(n -> {
      var right = draw.uniform() < 1 / (1 + Math.exp(-2 * x.get(n)));
      return (right ? 1 + 2 * x.get(n) : -1 - 1.5 * x.get(n)) + 0.3 * draw.normal();
    });
    var start = Grid.zeros(2, 2).fill(i -> i == 3 ? -1 : i == 1 ? 1 : 0);
    var options = new Front.Options(Optional.of("GaussianExperts"), Map.of("TEMPERATURE", 0.5), Map.of());
    try (var session = bench.open(options, Map.of("start_gate", Grid.zeros(2, 2), "start_line", start), Map.of())) {
      for (var step = 0; step < 100; step++) session.run("fit", RunTrial.tensors(Map.of("x", x, "y", y)));
      var line = Conversions.toReference("line", session.state("line")).values();
      return new Measured(String.format(Locale.ROOT, "slopes %.2f and %.2f of 2 and -1.5", line[1], line[3]),
          Math.abs(line[1] - 2) < 0.05 && Math.abs(line[3] + 1.5) < 0.05);
    }
  }
}
