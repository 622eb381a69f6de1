package dev.tulle.models.moe;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.Arrays;
import java.util.Map;

/// `gaussian.tulle` as plain loops: what one session learns step by step.
final class GaussianLoop {
  private final Naive in;
  private final double temperature;
  private final double rate;
  private final double[][] gate;
  private final double[][] line;
  private final double[] variance;

  GaussianLoop(Naive in, Grid gate, Grid line, double temperature, double rate) {
    this.in = in;
    this.temperature = temperature;
    this.rate = rate;
    var experts = gate.extent(0);
    this.gate = new double[experts][2];
    this.line = new double[experts][2];
    this.variance = new double[experts];
    for (var k = 0; k < experts; k++) {
      for (var c = 0; c < 2; c++) {
        this.gate[k][c] = gate.at(k, c);
        this.line[k][c] = line.at(k, c);
      }
      variance[k] = 1;
    }
  }

  Map<String, Grid> fit(Grid x, Grid y) {
    var points = x.extent(0);
    var experts = gate.length;
    var share = new double[points][];
    var open = new double[points][];
    var total = new double[points];
    for (var point = 0; point < points; point++) {
      var n = point;
      open[n] = in.softmax(experts, _ -> true, k -> in.round((gate[k][0] + in.round(gate[k][1] * x.at(n))) / temperature));
      var likely = new double[experts];
      for (var k = 0; k < experts; k++) {
        var off = in.round(in.round(y.at(n) - line[k][0]) - in.round(line[k][1] * x.at(n)));
        likely[k] = in.round(
            in.round(Math.log(open[n][k])) - in.round(0.5 * off * off / variance[k]) - in.round(0.5 * Math.log(2 * Math.PI * variance[k])));
      }
      var largest = Arrays.stream(likely).max().orElse(0);
      total[n] = in.round(largest + Math.log(in.sum(experts, k -> Math.exp(likely[k] - largest))));
      share[n] = Naive.row(experts, k -> in.round(Math.exp(in.round(likely[k] - total[n]))));
    }
    for (var expert = 0; expert < experts; expert++) {
      var k = expert;
      var mass = Math.max(1e-6, in.sum(points, n -> share[n][k]));
      var mx = in.round(in.sum(points, n -> share[n][k] * x.at(n)) / mass);
      var my = in.round(in.sum(points, n -> share[n][k] * y.at(n)) / mass);
      var xx = in.sum(points, n -> share[n][k] * in.round(x.at(n) - mx) * in.round(x.at(n) - mx));
      var xy = in.sum(points, n -> share[n][k] * in.round(x.at(n) - mx) * in.round(y.at(n) - my));
      var slope = in.round(xy / Math.max(1e-6, xx));
      var base = in.round(my - in.round(slope * mx));
      variance[k] = Math.max(1e-4, in.round(in.sum(points, n -> share[n][k] * square(y.at(n) - base - in.round(slope * x.at(n)))) / mass));
      line[k][0] = base;
      line[k][1] = slope;
      for (var column = 0; column < 2; column++) {
        var c = column;
        var climb = in.round(in.sum(points, n -> in.round(share[n][k] - open[n][k]) * (c == 0 ? 1 : x.at(n))) / points);
        gate[k][c] = in.round(gate[k][c] + in.round(rate * temperature * climb));
      }
    }
    var loss = Grid.zeros();
    loss.set(in.round(-in.sum(points, n -> total[n]) / points));
    return Map.of("loss", loss);
  }

  private double square(double value) {
    return in.round(in.round(value) * in.round(value));
  }
}
