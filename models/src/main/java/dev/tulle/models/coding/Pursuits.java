package dev.tulle.models.coding;

import dev.tulle.models.trial.Grid;
import dev.tulle.models.trial.Naive;
import java.util.ArrayList;
import java.util.List;

/// `pursuit.tulle` as plain loops over one signal at a time.
final class Pursuits {
  private final Naive in;
  private final Grid dictionary;
  private final int atoms;
  private final int length;

  Pursuits(Naive in, Grid dictionary) {
    this.in = in;
    this.dictionary = dictionary;
    this.atoms = dictionary.extent(0);
    this.length = dictionary.extent(1);
  }

  private double[] row(Grid x, int b) {
    var row = new double[length];
    for (var m = 0; m < length; m++) row[m] = x.at(b, m);
    return row;
  }

  private double fit(double[] rest, int k) {
    return in.sum(length, m -> rest[m] * dictionary.at(k, m));
  }

  private double square(double[] rest) {
    return in.sum(length, m -> rest[m] * rest[m]);
  }

  private void take(double[] rest, double amount, int k) {
    for (var m = 0; m < length; m++) rest[m] = in.round(rest[m] - in.round(amount * dictionary.at(k, m)));
  }

  private static void keep(double[] code, Grid codes, int b) {
    for (var k = 0; k < code.length; k++) if (code[k] != 0) codes.set(code[k], b, k);
  }

  void matching(Grid x, int steps, Grid codes, Grid residual) {
    for (var b = 0; b < x.extent(0); b++) {
      var rest = row(x, b);
      var code = new double[atoms];
      for (var step = 0; step < steps; step++) {
        var best = Naive.argmax(atoms, k -> Math.abs(fit(rest, k)));
        var amount = fit(rest, best);
        code[best] = in.round(code[best] + amount);
        take(rest, amount, best);
      }
      keep(code, codes, b);
      for (var m = 0; m < length; m++) residual.set(rest[m], b, m);
    }
  }

  void nonNegative(Grid x, Grid bias, int steps, double eps, Grid codes, Grid y, Grid rounds) {
    for (var b = 0; b < x.extent(0); b++) {
      var rest = row(x, b);
      for (var m = 0; m < length; m++) rest[m] = in.round(rest[m] - bias.at(m));
      var code = new double[atoms];
      var step = 0;
      for (; step < steps && square(rest) > eps * eps; step++) {
        var best = Naive.argmax(atoms, k -> fit(rest, k));
        var amount = best < 0 ? 0 : fit(rest, best);
        if (amount <= 0) break;
        code[best] = in.round(code[best] + amount);
        take(rest, amount, best);
      }
      keep(code, codes, b);
      for (var i = 0; i < length; i++) {
        var m = i;
        y.set(in.round(bias.at(m) + in.sum(atoms, k -> code[k] * dictionary.at(k, m))), b, m);
      }
      rounds.set(step, b);
    }
  }

  /// The coefficients are fitted by the normal equations of the chosen atoms.
  void orthogonal(Grid x, Grid goal, int steps, Grid codes, Grid explained, Grid counts) {
    for (var b = 0; b < x.extent(0); b++) {
      var signal = row(x, b);
      var rest = signal.clone();
      var chosen = new ArrayList<Integer>();
      var fitted = new double[0];
      while (chosen.size() < steps && square(rest) > goal.at(b)) {
        var now = rest;
        var best = Naive.argmax(atoms, k -> Math.abs(fit(now, k)));
        if (best < 0 || chosen.contains(best)) break;
        chosen.add(best);
        fitted = leastSquares(signal, chosen);
        rest = signal.clone();
        for (var i = 0; i < fitted.length; i++) take(rest, fitted[i], chosen.get(i));
      }
      for (var i = 0; i < fitted.length; i++) codes.set(fitted[i], b, chosen.get(i));
      for (var m = 0; m < length; m++) explained.set(in.round(signal[m] - rest[m]), b, m);
      counts.set(chosen.size(), b);
    }
  }

  private double[] leastSquares(double[] signal, List<Integer> chosen) {
    var n = chosen.size();
    var a = new double[n][n + 1];
    for (var i = 0; i < n; i++) {
      var p = chosen.get(i);
      for (var j = 0; j < n; j++) {
        var q = chosen.get(j);
        a[i][j] = in.sum(length, m -> dictionary.at(p, m) * dictionary.at(q, m));
      }
      a[i][n] = fit(signal, p);
    }
    for (var i = 0; i < n; i++) {
      for (var j = i + 1; j < n; j++) {
        var factor = in.round(a[j][i] / a[i][i]);
        for (var k = i; k <= n; k++) a[j][k] = in.round(a[j][k] - in.round(factor * a[i][k]));
      }
    }
    var solution = new double[n];
    for (var row = n - 1; row >= 0; row--) {
      var i = row;
      solution[i] = in.round((a[i][n] - in.sum(n, j -> j > i, j -> a[i][j] * solution[j])) / a[i][i]);
    }
    return solution;
  }
}
