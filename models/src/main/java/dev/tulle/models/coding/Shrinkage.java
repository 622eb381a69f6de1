package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;

/// `shrinkage.tulle` as plain loops over one signal at a time.
final class Shrinkage {
  /// A coefficient after a gradient step, shrunk.
  interface Rule {
    /// @param threshold the penalty times the step
    /// @param bend the step times the square of the atom's length
    double shrink(double u, double threshold, double bend);
  }

  private final Naive in;
  private final Grid dictionary;
  private final int atoms;
  private final int length;

  Shrinkage(Naive in, Grid dictionary) {
    this.in = in;
    this.dictionary = dictionary;
    this.atoms = dictionary.extent(0);
    this.length = dictionary.extent(1);
  }

  private double gram(int k, int j) {
    return in.sum(length, m -> dictionary.at(k, m) * dictionary.at(j, m));
  }

  double rate() {
    var largest = 0.0;
    for (var row = 0; row < atoms; row++) {
      var k = row;
      largest = Math.max(largest, in.sum(atoms, j -> Math.abs(gram(k, j))));
    }
    return in.round(1 / Math.max(1e-20, largest));
  }

  /// Codes that exist where they are not zero.
  ///
  /// @param momentum whether steps are taken from where the last one led
  Grid codes(Grid x, int steps, double penalty, boolean momentum, Rule rule) {
    var rate = rate();
    var codes = Grid.absent(x.extent(0), atoms);
    for (var b = 0; b < x.extent(0); b++) {
      var z = new double[atoms];
      var y = new double[atoms];
      var t = 1.0;
      for (var step = 0; step < steps; step++) {
        var rest = rest(x, b, y);
        var faster = in.round((1 + Math.sqrt(1 + 4 * t * t)) / 2);
        var old = z;
        z = new double[atoms];
        for (var k = 0; k < atoms; k++) {
          var atom = k;
          var slope = in.sum(length, m -> rest[m] * dictionary.at(atom, m));
          z[k] = in.round(rule.shrink(in.round(y[k] + in.round(rate * slope)), in.round(penalty * rate), in.round(rate * gram(k, k))));
        }
        for (var k = 0; k < atoms; k++) y[k] = momentum ? in.round(z[k] + in.round((t - 1) / faster * (z[k] - old[k]))) : z[k];
        t = faster;
      }
      for (var k = 0; k < atoms; k++) if (z[k] != 0) codes.set(z[k], b, k);
    }
    return codes;
  }

  private double[] rest(Grid x, int b, double[] code) {
    var rest = new double[length];
    for (var i = 0; i < length; i++) {
      var m = i;
      rest[m] = in.round(x.at(b, m) - in.sum(atoms, k -> code[k] * dictionary.at(k, m)));
    }
    return rest;
  }

  static double soft(double u, double threshold) {
    return Math.signum(u) * Math.max(Math.abs(u) - threshold, 0);
  }

  static double hard(double u, double threshold) {
    return Math.abs(u) > Math.sqrt(2 * threshold) ? u : 0;
  }

  /// The minimum of ½ (z − u)² + t √|z|, as a root of its derivative: the largest root of s³ − |u| s + t/2 with s = √|z|, by Newton's method from above, if the minimum
  /// is below that at zero.
  static double half(double u, double threshold) {
    var size = Math.abs(u);
    var s = Math.sqrt(size);
    for (var i = 0; i < 100; i++) s -= (s * s * s - size * s + threshold / 2) / Math.max(1e-30, 3 * s * s - size);
    var z = s * s;
    var better = Double.isFinite(z) && s > 0 && 0.5 * (z - size) * (z - size) + threshold * s < 0.5 * size * size;
    return better ? Math.signum(u) * z : 0;
  }

  static double exact(double u, double threshold, double bend) {
    if (bend >= 1) return hard(u, threshold);
    return Math.signum(u) * Math.min(Math.abs(u), Math.max(0, Math.abs(u) - Math.sqrt(2 * threshold * bend)) / Math.max(1e-6, 1 - bend));
  }
}
