package dev.tulle.perf.device;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongToDoubleFunction;

/// A program with its data, what it costs, and what an element of its output must be.
///
/// @param operations floating-point operations of a run, counted over the elements that exist
/// @param expected the element of this number of `output`, by loops in double
record Workload(
    String name, String spec, Map<String, Tensor> inputs, Map<String, Tensor> weights, double operations, String output,
    LongToDoubleFunction expected) {
  private static final long SEED = 20261124;
  private static final int WINDOW = 256;
  private static final int SINK = 4;

  /// @param size of a dense axis, as a rule a power of two
  static List<Workload> all(int size) {
    List<Workload> all = new ArrayList<>();
    all.add(product(size));
    for (double density : new double[] {0.5, 0.1, 0.01}) all.add(sparse(size, Math.max(size / 32, 1), density));
    all.add(attention(4 * size));
    return all;
  }

  private static Workload product(int n) {
    Tensor a = normal(1, n, n);
    Tensor b = normal(2, n, n);
    String spec = "model Product { input a: f32[N, K] input b: f32[K, M] output c[i, j] = sum(k) a[i, k] * b[k, j] }";
    return new Workload("dense product, f32, " + n + "³", spec, Map.of("a", a, "b", b), Map.of(), 2.0 * n * n * n, "c", at -> {
      double sum = 0;
      for (long k = 0; k < n; k++) sum += (double) a.getFloat(at / n * n + k) * b.getFloat(k * n + at % n);
      return sum;
    });
  }

  private static Workload sparse(int n, int columns, double density) {
    Tensor w = normal(3, n, n);
    Random random = new Random(SEED);
    long kept = 0;
    for (long i = 0; i < w.count(); i++) {
      if (random.nextDouble() >= density) w.set(i, 0);
      else kept++;
    }
    Tensor x = normal(4, n, columns);
    String spec = "model Sparse { input x: f32[D, T] weight w: f32[F, D] as csr output y[f, t] = sum(d) w[f, d] * x[d, t] }";
    String name = "csr product, f32, " + n + "² by " + columns + ", density " + density;
    return new Workload(name, spec, Map.of("x", x), Map.of("w", w), 2.0 * kept * columns, "y", at -> {
      double sum = 0;
      for (long d = 0; d < n; d++) sum += (double) w.getFloat(at / columns * n + d) * x.getFloat(d * columns + at % columns);
      return sum;
    });
  }

  private static Workload attention(int n) {
    int heads = 8;
    int d = 64;
    Tensor q = normal(5, heads, n, d);
    Tensor k = normal(6, heads, n, d);
    Tensor v = normal(7, heads, n, d);
    String spec = """
        model Attention(W = %d, SINK = %d) {
          input q, k, v: f32[H, N, D]
          pattern seen[i: N, j: N] = j <= i and (i - j < W or j < SINK)
          let score[h, i, j] where seen[i, j] = (sum(d) q[h, i, d] * k[h, j, d]) / sqrt(D)
          let p[h, i, j] where seen[i, j] = softmax(j) score[h, i, j]
          output o[h, i, d] = sum(j) p[h, i, j] * v[h, j, d]
        }
        """.formatted(WINDOW, SINK);
    long pairs = 0;
    for (int i = 0; i < n; i++) pairs += Math.min(i + 1, WINDOW + Math.min(SINK, Math.max(0, i + 1 - WINDOW)));
    String name = "window attention, f32, " + heads + " heads, " + n + " tokens, window " + WINDOW;
    return new Workload(name, spec, Map.of("q", q, "k", k, "v", v), Map.of(), 4.0 * heads * d * pairs, "o", at -> {
      long row = at / d;
      long head = row / n * n;
      long i = row % n;
      double total = 0;
      double sum = 0;
      for (long j = 0; j <= i; j++) {
        if (i - j >= WINDOW && j >= SINK) continue;
        double score = 0;
        for (long c = 0; c < d; c++) score += (double) q.getFloat(row * d + c) * k.getFloat((head + j) * d + c);
        double weight = Math.exp(score / Math.sqrt(d));
        total += weight;
        sum += weight * v.getFloat((head + j) * d + at % d);
      }
      return sum / total;
    });
  }

  private static Tensor normal(int seed, long... shape) {
    Tensor tensor = Tensor.zeros(ElementType.F32, shape);
    Random random = new Random(SEED + seed);
    for (long i = 0; i < tensor.count(); i++) tensor.set(i, (float) random.nextGaussian());
    return tensor;
  }
}
