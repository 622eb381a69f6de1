package dev.tulle.models.minilm;

import dev.tulle.models.DenseWeight;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// MiniLM written a second time, in plain Java and double precision, from the description of BERT: what the Tulle specification and the readers are compared with. It
/// shares nothing with the language.
public final class DoubleMiniLm {
  /// What a linear layer computes of one token.
  public interface Linear {
    /// @param matrix the layer's weight, `[out, in]`, whatever axes its outputs or inputs are split into
    /// @param x what the token brings
    /// @param out which output
    double product(DenseWeight matrix, double[] x, int out);
  }

  private static final int HEADS = 12;
  private static final double EPSILON = 1e-12;

  private final Map<String, DenseWeight> weights;
  private final Linear linear;

  DoubleMiniLm(List<DenseWeight> weights) {
    this(weights, DoubleMiniLm::wholeProduct);
  }

  /// The network with other linear layers.
  public DoubleMiniLm(List<DenseWeight> weights, Linear linear) {
    this.linear = linear;
    this.weights = weights.stream().collect(Collectors.toMap(DenseWeight::name, Function.identity()));
  }

  /// The mean of the last block's tokens, scaled to length one.
  public double[] embed(int[] ids) {
    var width = weights.get("words").rowLength();
    var x = new double[ids.length][width];
    for (var t = 0; t < ids.length; t++)
      for (var d = 0; d < width; d++) x[t][d] = at("words", ids[t], d) + at("positions", t, d) + at("kinds", 0, d);
    x = normalise(x, "gain", "shift");
    for (var block = 1; block <= 6; block++) x = block(x, "b" + block + ".");
    var mean = new double[width];
    for (var row : x) for (var d = 0; d < width; d++) mean[d] += row[d] / ids.length;
    var length = Math.sqrt(dot(mean, mean));
    for (var d = 0; d < width; d++) mean[d] /= length;
    return mean;
  }

  static double dot(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  private double[][] block(double[][] x, String path) {
    var attended = linear(attend(x, path), path + "wo", path + "bo");
    var y = normalise(plus(x, attended), path + "gain1", path + "shift1");
    var hidden = linear(y, path + "wup", path + "bup");
    for (var row : hidden) for (var f = 0; f < row.length; f++) row[f] = row[f] / 2 * (1 + erf(row[f] / Math.sqrt(2)));
    return normalise(plus(y, linear(hidden, path + "wdown", path + "bdown")), path + "gain2", path + "shift2");
  }

  private double[][] attend(double[][] x, String path) {
    var q = linear(x, path + "wq", path + "bq");
    var k = linear(x, path + "wk", path + "bk");
    var v = linear(x, path + "wv", path + "bv");
    var size = q[0].length / HEADS;
    var result = new double[x.length][q[0].length];
    for (var head = 0; head < HEADS; head++) {
      for (var i = 0; i < x.length; i++) {
        var share = new double[x.length];
        var total = 0.0;
        for (var j = 0; j < x.length; j++) {
          var score = 0.0;
          for (var e = head * size; e < (head + 1) * size; e++) score += q[i][e] * k[j][e];
          share[j] = Math.exp(score / Math.sqrt(size));
          total += share[j];
        }
        for (var j = 0; j < x.length; j++) for (var e = head * size; e < (head + 1) * size; e++) result[i][e] += share[j] / total * v[j][e];
      }
    }
    return result;
  }

  private double[][] linear(double[][] x, String matrix, String bias) {
    var w = weights.get(matrix);
    var b = weights.get(bias).values();
    var result = new double[x.length][b.length];
    for (var t = 0; t < x.length; t++) {
      for (var out = 0; out < b.length; out++) result[t][out] = b[out] + linear.product(w, x[t], out);
    }
    return result;
  }

  private static double wholeProduct(DenseWeight matrix, double[] x, int out) {
    var sum = 0.0;
    for (var in = 0; in < x.length; in++) sum += matrix.values()[out * x.length + in] * x[in];
    return sum;
  }

  private double[][] normalise(double[][] x, String gain, String shift) {
    var result = new double[x.length][x[0].length];
    for (var t = 0; t < x.length; t++) {
      var mean = 0.0;
      for (var value : x[t]) mean += value / x[t].length;
      var variance = 0.0;
      for (var value : x[t]) variance += (value - mean) * (value - mean) / x[t].length;
      for (var d = 0; d < x[t].length; d++)
        result[t][d] = (x[t][d] - mean) / Math.sqrt(variance + EPSILON) * weights.get(gain).values()[d] + weights.get(shift).values()[d];
    }
    return result;
  }

  private static double[][] plus(double[][] a, double[][] b) {
    var result = new double[a.length][a[0].length];
    for (var t = 0; t < a.length; t++) for (var d = 0; d < a[t].length; d++) result[t][d] = a[t][d] + b[t][d];
    return result;
  }

  private double at(String table, int row, int column) {
    var weight = weights.get(table);
    return weight.values()[row * weight.rowLength() + column];
  }

  /// By its Maclaurin series where that is accurate, by its continued fraction beyond.
  static double erf(double x) {
    if (x < 0) return -erf(-x);
    if (x > 6) return 1;
    if (x < 2.5) {
      var term = x;
      var sum = x;
      for (var n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
        if (term == 0) break;
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    var fraction = 0.0;
    for (var n = 60; n > 0; n--) fraction = n / 2.0 / (x + fraction);
    return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
}
