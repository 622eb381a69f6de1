package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The families of language.md section 10 (iteration apart) and its first example, in Tulle, against plain loops.
class FamiliesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 9})
  void windowAttention(int n) {
    Program program = new Program("""
        model WindowAttention(H = 2, D = 4, W = 3, SINK = 1) {
          input q, k, v: f32[H, N, D]
          pattern seen[i: N, j: N] = j <= i and (i - j < W or j < SINK)
          let score[h, i, j] where seen[i, j] = (sum(d) q[h, i, d] * k[h, j, d]) / sqrt(D)
          let p[h, i, j] where seen[i, j] = softmax(j) score[h, i, j]
          output o[h, i, d] = sum(j) p[h, i, j] * v[h, j, d]
        }
        """);
    double[] q = program.normal("q", 2, n, 4);
    double[] k = program.normal("k", 2, n, 4);
    double[] v = program.normal("v", 2, n, 4);
    double[] expected = new double[2 * n * 4];
    for (int h = 0; h < 2; h++) {
      for (int i = 0; i < n; i++) {
        double total = 0;
        for (int j = 0; j <= i; j++) {
          if (i - j >= 3 && j >= 1) continue;
          double weight = Math.exp(dot(q, (h * n + i) * 4, k, (h * n + j) * 4, 4) / 2);
          total += weight;
          for (int d = 0; d < 4; d++) expected[(h * n + i) * 4 + d] += weight * v[(h * n + j) * 4 + d];
        }
        for (int d = 0; d < 4; d++) expected[(h * n + i) * 4 + d] /= total;
      }
    }
    assertArrayEquals(expected, program.values("o"), 1e-12);
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) {
      assertEquals(j <= i && (i - j < 3 || j < 1), program.value("score").exists(i * n + j), "score[0, " + i + ", " + j + "]");
    }
  }

  @Test
  void sparselyGatedExperts() {
    Program program = new Program("""
        model SparseMoE(E = 4, K = 2, D = 3, F = 5) {
          input  x: f32[T, D]
          weight gate: f32[E, D]
          weight wg, wi: f32[E, F, D]
          weight wo: f32[E, D, F]
          let logit[t, e] = sum(d) gate[e, d] * x[t, d]
          pattern routed[t, e] = topk(e, K) logit[t, e]
          let p[t, e] where routed[t, e] = softmax(e where routed[t, e]) logit[t, e]
          let h[t, e, f] where routed[t, e] =
            silu(sum(d) wg[e, f, d] * x[t, d]) * (sum(d) wi[e, f, d] * x[t, d])
          output y[t, d] = sum(e, f) p[t, e] * wo[e, d, f] * h[t, e, f]
        }
        """);
    double[] x = program.normal("x", 6, 3);
    double[] gate = program.normal("gate", 4, 3);
    double[] wg = program.normal("wg", 4, 5, 3);
    double[] wi = program.normal("wi", 4, 5, 3);
    double[] wo = program.normal("wo", 4, 3, 5);
    double[] expected = new double[6 * 3];
    for (int t = 0; t < 6; t++) {
      double[] logit = new double[4];
      for (int e = 0; e < 4; e++) logit[e] = dot(gate, e * 3, x, t * 3, 3);
      int[] best = largest(logit, 2);
      double total = Math.exp(logit[best[0]]) + Math.exp(logit[best[1]]);
      for (int e : best) {
        for (int f = 0; f < 5; f++) {
          double g = dot(wg, (e * 5 + f) * 3, x, t * 3, 3);
          double h = g / (1 + Math.exp(-g)) * dot(wi, (e * 5 + f) * 3, x, t * 3, 3);
          for (int d = 0; d < 3; d++) expected[t * 3 + d] += Math.exp(logit[e]) / total * wo[(e * 3 + d) * 5 + f] * h;
        }
      }
    }
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  @Test
  void stripeAttention() {
    Program program = new Program("""
        model AnchorAttention(H = 2, D = 4, BLOCK = 4, INIT = 2, LOCAL = 3, THETA = 1.0) {
          input q, k, v: f32[H, N, D]
          require N % BLOCK == 0
          pattern near[i: N, j: N] = j <= i and (j < INIT or i - j < LOCAL)
          let best[h, i] = max(j where near[i, j]) (sum(d) q[h, i, d] * k[h, j, d]) / sqrt(D)
          let anchor[h, b: N / BLOCK] = mean(r: BLOCK) best[h, b * BLOCK + r]
          let qm[h, b: N / BLOCK, d] = mean(r: BLOCK) q[h, b * BLOCK + r, d]
          pattern stripe[h, b, j] = anchor[h, b] - (sum(d) qm[h, b, d] * k[h, j, d]) / sqrt(D) <= THETA
          pattern seen[h, i: N, j] = j <= i and (near[i, j] or stripe[h, i / BLOCK, j])
          let s[h, i, j] where seen[h, i, j] = (sum(d) q[h, i, d] * k[h, j, d]) / sqrt(D)
          let p[h, i, j] where seen[h, i, j] = softmax(j) s[h, i, j]
          output o[h, i, d] = sum(j) p[h, i, j] * v[h, j, d]
        }
        """);
    int n = 12;
    double[] q = program.normal("q", 2, n, 4);
    double[] k = program.normal("k", 2, n, 4);
    double[] v = program.normal("v", 2, n, 4);
    double[] expected = new double[2 * n * 4];
    int far = 0;
    for (int h = 0; h < 2; h++) {
      for (int i = 0; i < n; i++) {
        int block = i / 4 * 4;
        double anchor = 0;
        double[] mean = new double[4];
        for (int r = block; r < block + 4; r++) {
          double best = Double.NEGATIVE_INFINITY;
          for (int j = 0; j <= r; j++) if (j < 2 || r - j < 3) best = Math.max(best, dot(q, (h * n + r) * 4, k, (h * n + j) * 4, 4) / 2);
          anchor += best / 4;
          for (int d = 0; d < 4; d++) mean[d] += q[(h * n + r) * 4 + d] / 4;
        }
        double total = 0;
        for (int j = 0; j <= i; j++) {
          boolean near = j < 2 || i - j < 3;
          boolean stripe = anchor - dot(mean, 0, k, (h * n + j) * 4, 4) / 2 <= 1;
          if (!near && !stripe) continue;
          if (!near) far++;
          double weight = Math.exp(dot(q, (h * n + i) * 4, k, (h * n + j) * 4, 4) / 2);
          total += weight;
          for (int d = 0; d < 4; d++) expected[(h * n + i) * 4 + d] += weight * v[(h * n + j) * 4 + d];
        }
        for (int d = 0; d < 4; d++) expected[(h * n + i) * 4 + d] /= total;
      }
    }
    assertFalse(far == 0, "the data reaches no stripe");
    assertArrayEquals(expected, program.values("o"), 1e-12);
  }

  @Test
  void theNeuronsThatMatterForThisToken() {
    Program program = new Program("""
        model WinaLinear(D = 8, F = 5, KEEP = 3) {
          input  x: f32[T, D]
          weight w: f32[F, D]
          let norm[d] = sqrt(sum(f) w[f, d] * w[f, d])
          pattern active[t, d] = topk(d, KEEP) abs(x[t, d]) * norm[d]
          output y[t, f] = sum(d where active[t, d]) w[f, d] * x[t, d]
        }
        """);
    double[] x = program.normal("x", 4, 8);
    double[] w = program.normal("w", 5, 8);
    double[] expected = new double[4 * 5];
    for (int t = 0; t < 4; t++) {
      double[] score = new double[8];
      for (int d = 0; d < 8; d++) {
        double square = 0;
        for (int f = 0; f < 5; f++) square += w[f * 8 + d] * w[f * 8 + d];
        score[d] = Math.abs(x[t * 8 + d]) * Math.sqrt(square);
      }
      for (int d : largest(score, 3)) for (int f = 0; f < 5; f++) expected[t * 5 + f] += w[f * 8 + d] * x[t * 8 + d];
    }
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  private static double dot(double[] a, int atA, double[] b, int atB, int length) {
    return IntStream.range(0, length).mapToDouble(d -> a[atA + d] * b[atB + d]).sum();
  }

  private static int[] largest(double[] values, int count) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -values[i]));
    return Arrays.stream(order).limit(count).mapToInt(i -> i).toArray();
  }
}
