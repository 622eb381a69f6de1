package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.Torch;
import dev.tulle.perf.peer.Unavailable;
import dev.tulle.runtime.tensor.Tensor;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/// Two of eight gated experts for each of 256 tokens, beside a loop over the experts with libtorch.
public class Experts extends SideBySide {
  static final int TOKENS = 256;
  static final int EXPERTS = 8;
  static final int CHOSEN = 2;
  static final int WIDTH = 1024;
  static final int HIDDEN = 2816;

  @Param({"1", "2"})
  int threads;

  @Override
  protected String title() {
    return "experts, 2 of 8, 256 tokens, 1024 and 2816 wide";
  }

  /// What goes in; the weights as in the specification.
  record Data(Tensor x, Tensor gate, Tensor wg, Tensor wi, Tensor wo) {}

  @Override
  protected Case prepare() {
    Data data = new Data(
        Fresh.tensor(TOKENS, WIDTH), Fresh.tensor(EXPERTS, WIDTH), Fresh.tensor(EXPERTS, HIDDEN, WIDTH),
        Fresh.tensor(EXPERTS, HIDDEN, WIDTH),
        Fresh.tensor(EXPERTS, WIDTH, HIDDEN));
    Map<String, Tensor> weights = Map.of("gate", data.gate, "wg", data.wg, "wi", data.wi, "wo", data.wo);
    var ours = Ours.open("experts.tulle", Ours.options(Map.of(), Map.of()), threads, weights, Map.of("x", data.x), "y");
    double pairs = (double) TOKENS * CHOSEN;
    double bytes = 4.0 * (2 * data.x.count() + data.gate.count() + 3 * data.wg.count());
    return new Contestants(ours).add("libtorch", () -> torch(data))
        .in(
            title(), threads, pairs * 6.0 * WIDTH * HIDDEN + 2.0 * TOKENS * EXPERTS * WIDTH, bytes,
            Wanted.of(TOKENS, WIDTH, t -> wanted(data, (int) t)));
  }

  private Contestant torch(Data data) throws Unavailable {
    Torch torch = Torch.open(threads);
    TorchExperts experts = new TorchExperts(torch, data);
    return new Contestant(torch.name() + ", a loop over the experts", experts::run, experts::result);
  }

  /// A row of the result in double precision, from the definition.
  private static double[] wanted(Data data, int t) {
    double[] logits = new double[EXPERTS];
    for (int e = 0; e < EXPERTS; e++) logits[e] = LinearLayer.dot(data.x, t, data.gate, e, WIDTH);
    Routing routing = Routing.of(logits);
    double[] y = new double[WIDTH];
    for (int slot = 0; slot < CHOSEN; slot++) {
      long expert = routing.experts()[slot];
      for (int f = 0; f < HIDDEN; f++) {
        double gate = LinearLayer.dot(data.x, t, data.wg, expert * HIDDEN + f, WIDTH);
        double h = gate / (1 + Math.exp(-gate)) * LinearLayer.dot(data.x, t, data.wi, expert * HIDDEN + f, WIDTH);
        for (int d = 0; d < WIDTH; d++) y[d] += routing.weights()[slot] * h * Fresh.at(data.wo, (expert * WIDTH + d) * HIDDEN + f);
      }
    }
    return y;
  }

  /// The experts of a token and how much each counts.
  record Routing(int[] experts, double[] weights) {
    static Routing of(double[] logits) {
      int first = 0;
      for (int e = 1; e < EXPERTS; e++) if (logits[e] > logits[first]) first = e;
      int second = first == 0 ? 1 : 0;
      for (int e = 0; e < EXPERTS; e++) if (e != first && logits[e] > logits[second]) second = e;
      double share = 1 / (1 + Math.exp(logits[second] - logits[first]));
      return new Routing(new int[] {first, second}, new double[] {share, 1 - share});
    }
  }
}
