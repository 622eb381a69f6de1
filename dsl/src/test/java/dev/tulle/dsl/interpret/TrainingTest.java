package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Programs that live in their states, run after run, against plain loops.
class TrainingTest {
  private final Random random = new Random(Program.SEED);

  private double[] normal(int count) {
    return IntStream.range(0, count).mapToDouble(_ -> random.nextGaussian()).toArray();
  }

  private static Value floats(double[] values, int... shape) {
    return Value.dense(ElementType.F32, shape, values);
  }

  private static double[] state(Session session, String name) {
    return session.states().get(name).values();
  }

  @Test
  void anOptimiserKeepsItsMoments() {
    Session session = Interpreter.open(new Program("""
        layer Adam(g: f32[D], rate = 0.1) -> (step: f32[D]) {
          state m, v: f32[D] = 0.0
          state t: i32 = 0
          let first[d] = 0.9 * m[d] + 0.1 * g[d]
          let second[d] = 0.999 * v[d] + 0.001 * g[d] * g[d]
          let c1 = 1.0 - pow(0.9, cast(f32, t + 1))
          let c2 = 1.0 - pow(0.999, cast(f32, t + 1))
          update m[d] = first[d]
          update v[d] = second[d]
          update t = t + 1
          output step[d] = rate * (first[d] / c1) / (sqrt(second[d] / c2) + 1e-8)
        }
        model Regression {
          input x: f32[B, D]
          input y: f32[B]
          weight start: f32[D]
          state w: f32[d: D] = start[d]
          let r[b] = (sum(d) w[d] * x[b, d]) - y[b]
          let g[d] = (sum(b) r[b] * x[b, d]) * 2.0 / cast(f32, B)
          let adam = Adam(g)
          update w[d] = w[d] - adam[d]
          output loss = mean(b) r[b] * r[b]
        }
        """).model(),
        Map.of("start", floats(new double[] {1, -1, 0.5}, 3)), Map.of());
    double[] w = {1, -1, 0.5};
    double[] m = new double[3];
    double[] v = new double[3];
    for (int t = 1; t <= 5; t++) {
      double[] x = normal(4 * 3);
      double[] y = normal(4);
      double[] g = new double[3];
      double loss = 0;
      for (int b = 0; b < 4; b++) {
        double r = -y[b];
        for (int d = 0; d < 3; d++) r += w[d] * x[b * 3 + d];
        loss += r * r / 4;
        for (int d = 0; d < 3; d++) g[d] += 2 * r * x[b * 3 + d] / 4;
      }
      for (int d = 0; d < 3; d++) {
        m[d] = 0.9 * m[d] + 0.1 * g[d];
        v[d] = 0.999 * v[d] + 0.001 * g[d] * g[d];
        w[d] -= 0.1 * (m[d] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[d] / (1 - Math.pow(0.999, t))) + 1e-8);
      }
      Evaluation run = session.run("", Map.of("x", floats(x, 4, 3), "y", floats(y, 4)), Map.of());
      assertEquals(loss, run.outputs().get("loss").values()[0], 1e-12);
      assertArrayEquals(w, state(session, "w"), 1e-12);
    }
    assertArrayEquals(m, state(session, "adam.m"), 1e-12);
    assertArrayEquals(v, state(session, "adam.v"), 1e-12);
    assertEquals(5, state(session, "adam.t")[0]);
  }

  @Test
  void oneEntryTrainsWhatTheOtherUses() {
    Session session = Interpreter.open(new Program("""
        model Codes(S = 2, RATE = 0.05) {
          size K, M
          state dict: f32[k: K, m: M] = normal(3, k, m)
          entry encode(x: f32[B, M]) {
            let c[b, k] = sum(m) x[b, m] * dict[k, m]
            pattern active[b, k] = topk(k, S) abs(c[b, k])
            output code[b, k] where active[b, k] = c[b, k]
          }
          entry train(x: f32[B, M]) {
            let c[b, k] = sum(m) x[b, m] * dict[k, m]
            pattern active[b, k] = topk(k, S) abs(c[b, k])
            let r[b, m] = x[b, m] - sum(k where active[b, k]) c[b, k] * dict[k, m]
            update dict[k, m] where any(b) active[b, k] = dict[k, m] + RATE * (sum(b where active[b, k]) c[b, k] * r[b, m])
          }
        }
        """).model(), Map.of(), Map.of("K", 5L, "M", 4L));
    double[] dict = new double[20];
    for (int i = 0; i < 20; i++) dict[i] = Philox.normal(3, i / 4, i % 4, 0, 0);
    for (int step = 0; step < 3; step++) {
      double[] x = normal(12);
      double[] c = new double[15];
      double[] delta = new double[20];
      for (int b = 0; b < 3; b++) {
        int at = b * 5;
        for (int k = 0; k < 5; k++) for (int m = 0; m < 4; m++) c[at + k] += x[b * 4 + m] * dict[k * 4 + m];
        int[] active = largest(5, 2, k -> Math.abs(c[at + k]));
        for (int k = 0; k < 5; k++) if (!contains(active, k)) c[at + k] = 0;
        double[] r = Arrays.copyOfRange(x, b * 4, b * 4 + 4);
        for (int k : active) for (int m = 0; m < 4; m++) r[m] -= c[at + k] * dict[k * 4 + m];
        for (int k : active) for (int m = 0; m < 4; m++) delta[k * 4 + m] += 0.05 * c[at + k] * r[m];
      }
      Map<String, Value> data = Map.of("x", floats(x, 3, 4));
      Value code = session.run("encode", data, Map.of()).outputs().get("code");
      assertArrayEquals(c, code.values(), 1e-12);
      session.run("train", data, Map.of());
      for (int i = 0; i < 20; i++) dict[i] += delta[i];
      assertArrayEquals(dict, state(session, "dict"), 1e-12);
    }
  }

  @Test
  void decodingWithACacheIsAttentionOverAllThatCameBefore() {
    Session session = Interpreter.open(new Program("""
        layer Attend(q: f32[D], k: f32[N, D], v: f32[N, D], pattern seen[n: N]) -> (o: f32[D]) {
          let s[n] where seen[n] = (sum(d) q[d] * k[n, d]) / sqrt(D)
          let p[n] where seen[n] = softmax(n) s[n]
          output o[d] = sum(n) p[n] * v[n, d]
        }
        model Decoder(LIMIT = 8, D = 3) {
          weight wk, wv: f32[D, D]
          state k, v: f32[LIMIT, D] = 0.0
          state length: i32 = 0
          entry prefill(x: f32[T, D]) {
            require T <= LIMIT
            let nk[t, d] = sum(e) wk[d, e] * x[t, e]
            let nv[t, d] = sum(e) wv[d, e] * x[t, e]
            update k[n, d] where n < T = nk[n, d]
            update v[n, d] where n < T = nv[n, d]
            update length = T
            pattern before[t: T, n: T] = n <= t
            output y[t, d] = Attend(x[t, :], nk, nv, before[t, :])[d]
          }
          entry decode(x: f32[D]) {
            let ck[n: LIMIT, d] = if n == length then sum(e) wk[d, e] * x[e] else k[n, d]
            let cv[n: LIMIT, d] = if n == length then sum(e) wv[d, e] * x[e] else v[n, d]
            pattern seen[n: LIMIT] = n <= length
            let o = Attend(x, ck, cv, seen)
            update k[n, d] where n == length = ck[n, d]
            update v[n, d] where n == length = cv[n, d]
            update length = length + 1
            output y[d] = o[d]
          }
        }
        """).model(),
        weights(), Map.of());
    double[] wk = weights().get("wk").values();
    double[] wv = weights().get("wv").values();
    int total = 7;
    double[] x = normal(total * 3);
    double[] expected = new double[total * 3];
    for (int i = 0; i < total; i++) {
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        double s = 0;
        for (int d = 0; d < 3; d++) for (int e = 0; e < 3; e++) s += x[i * 3 + d] * wk[d * 3 + e] * x[j * 3 + e];
        double p = Math.exp(s / Math.sqrt(3));
        sum += p;
        for (int d = 0; d < 3; d++) for (int e = 0; e < 3; e++) expected[i * 3 + d] += p * wv[d * 3 + e] * x[j * 3 + e];
      }
      for (int d = 0; d < 3; d++) expected[i * 3 + d] /= sum;
    }
    double[] first = session.run("prefill", Map.of("x", floats(Arrays.copyOf(x, 12), 4, 3)), Map.of()).outputs().get("y").values();
    assertArrayEquals(Arrays.copyOf(expected, 12), first, 1e-12);
    for (int i = 4; i < total; i++) {
      double[] one = Arrays.copyOfRange(x, i * 3, i * 3 + 3);
      double[] y = session.run("decode", Map.of("x", floats(one, 3)), Map.of()).outputs().get("y").values();
      assertArrayEquals(Arrays.copyOfRange(expected, i * 3, i * 3 + 3), y, 1e-12);
    }
    assertEquals(total, state(session, "length")[0]);
  }

  private static Map<String, Value> weights() {
    double[] wk = {1, 0.5, 0, -0.5, 1, 0.25, 0, 0, 2};
    double[] wv = {0, 1, 0, 1, 0, 0, 0.5, 0.5, -1};
    return Map.of("wk", floats(wk, 3, 3), "wv", floats(wv, 3, 3));
  }

  @Test
  void theWeakestConnectionsArePrunedAndOthersGrow() {
    Session session = Interpreter.open(new Program("""
        model DynamicSparse(KEEP = 3, GROW = 1, RATE = 0.1) {
          input x: f32[B, D]
          input target: f32[B, F]
          weight start: f32[F, D]
          state pattern alive[f: F, d: D] = topk(d, KEEP) abs(start[f, d])
          state w: f32[f: F, d: D] where alive[f, d] = 0.5 * start[f, d]
          state age: i32[f: F, d: D] where alive[f, d] = 0
          let r[b, f] = (sum(d) w[f, d] * x[b, d]) - target[b, f]
          let g[f, d] = sum(b) r[b, f] * x[b, d]
          pattern strong[f, d] = topk(d, KEEP - GROW) abs(w[f, d])
          pattern grown[f, d] = topk(d, GROW where not alive[f, d]) abs(g[f, d])
          update alive[f, d] = strong[f, d] or grown[f, d]
          update w[f, d] = w[f, d] - RATE * g[f, d]
          update age[f, d] = age[f, d] + 1
          output loss = sum(b, f) r[b, f] * r[b, f]
        }
        """).model(), Map.of("start", floats(start(), 2, 6)), Map.of());
    boolean[] alive = new boolean[12];
    double[] w = new double[12];
    double[] age = new double[12];
    for (int f = 0; f < 2; f++) {
      int at = f * 6;
      for (int d : largest(6, 3, i -> Math.abs(start()[at + i]))) {
        alive[at + d] = true;
        w[at + d] = 0.5 * start()[at + d];
      }
    }
    int entered = 0;
    for (int run = 0; run < 6; run++) {
      assertArrayEquals(alive, session.states().get("w").present());
      assertArrayEquals(w, state(session, "w"), 1e-12);
      assertArrayEquals(age, state(session, "age"));
      double[] x = normal(3 * 6);
      double[] target = normal(3 * 2);
      double[] g = new double[12];
      double loss = 0;
      for (int b = 0; b < 3; b++) for (int f = 0; f < 2; f++) {
        double r = -target[b * 2 + f];
        for (int d = 0; d < 6; d++) r += w[f * 6 + d] * x[b * 6 + d];
        loss += r * r;
        for (int d = 0; d < 6; d++) g[f * 6 + d] += r * x[b * 6 + d];
      }
      boolean[] next = new boolean[12];
      for (int f = 0; f < 2; f++) {
        int at = f * 6;
        for (int d : largest(6, 2, i -> alive[at + i] ? Math.abs(w[at + i]) : -1)) next[at + d] = true;
        for (int d : largest(6, 1, i -> alive[at + i] ? -1 : Math.abs(g[at + i]))) next[at + d] = true;
      }
      for (int i = 0; i < 12; i++) {
        if (next[i] && !alive[i]) entered++;
        w[i] = !next[i] ? 0 : alive[i] ? w[i] - 0.1 * g[i] : 0.5 * start()[i];
        age[i] = next[i] && alive[i] ? age[i] + 1 : 0;
      }
      System.arraycopy(next, 0, alive, 0, 12);
      Evaluation result = session.run("", Map.of("x", floats(x, 3, 6), "target", floats(target, 3, 2)), Map.of());
      assertEquals(loss, result.outputs().get("loss").values()[0], 1e-12);
      assertArrayEquals(alive, result.states().get("w").present());
    }
    assertEquals(12, entered, "one grows in each row of each run");
  }

  private static double[] start() {
    return new double[] {1, -2, 3, -0.5, 0.25, 1.5, 0.1, 0.2, -0.3, 0.4, -2, 0.7};
  }

  private static int[] largest(int count, int best, IntToDoubleFunction key) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -key.applyAsDouble(i)))
        .limit(best)
        .mapToInt(i -> i)
        .toArray();
  }

  private static boolean contains(int[] places, int place) {
    return Arrays.stream(places).anyMatch(p -> p == place);
  }
}
