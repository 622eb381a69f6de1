package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Layers of the standard library that are more than a formula, against plain loops on shapes that no example of the reference has.
class StandardLibraryTest {
  private static final double CLOSE = 1e-9;

  @Test
  void convolutionsOfSeveralChannelsWithSteps() {
    Program program = new Program("""
        import std.convolution
        model Convolutions {
          input x: f32[C, H, W]
          weight w: f32[F, C, R, R]
          weight each: f32[C, R, R]
          input pattern on[i: H, j: W]
          let full = Convolution(x, w, STEP = 2)
          let depth = Depthwise(x, each, STEP = 3)
          let sparse = SparseConvolution(x, w, on)
          output a[f, i, j] = full[f, i, j]
          output b[c, i, j] = depth[c, i, j]
          output d[f, i, j] where on[i, j] = sparse[f, i, j]
        }
        """);
    int channels = 2;
    int height = 7;
    int width = 6;
    int filters = 3;
    double[] x = program.normal("x", channels, height, width);
    double[] w = program.normal("w", filters, channels, 5, 5);
    double[] each = program.normal("each", channels, 5, 5);
    boolean[] on = program.pattern("on", height, width);
    double[] a = new double[filters * 4 * 3];
    double[] b = new double[channels * 3 * 2];
    double[] d = new double[filters * height * width];
    for (int i = 0; i < height; i++) for (int j = 0; j < width; j++) for (int r = -2; r <= 2; r++) for (int s = -2; s <= 2; s++) {
      int y = i + r;
      int z = j + s;
      if (y < 0 || y >= height || z < 0 || z >= width) continue;
      for (int c = 0; c < channels; c++) {
        double pixel = x[(c * height + y) * width + z];
        int tap = (r + 2) * 5 + s + 2;
        if (i % 3 == 0 && j % 3 == 0) b[(c * 3 + i / 3) * 2 + j / 3] += pixel * each[c * 25 + tap];
        for (int f = 0; f < filters; f++) {
          double product = pixel * w[(f * channels + c) * 25 + tap];
          if (i % 2 == 0 && j % 2 == 0) a[(f * 4 + i / 2) * 3 + j / 2] += product;
          if (on[i * width + j] && on[y * width + z]) d[(f * height + i) * width + j] += product;
        }
      }
    }
    assertArrayEquals(a, program.values("a"), CLOSE);
    assertArrayEquals(b, program.values("b"), CLOSE);
    assertArrayEquals(d, program.values("d"), CLOSE);
  }

  @Test
  void poolsAreCutAtTheBorder() {
    Program program = new Program("""
        import std.convolution
        model Pools {
          input x: f32[C, H, W]
          let largest = MaxPool(x, SIZE = 3)
          let average = MeanPool(x, SIZE = 3)
          output a[c, i, j] = largest[c, i, j]
          output b[c, i, j] = average[c, i, j]
        }
        """);
    double[] x = program.normal("x", 2, 5, 7);
    double[] a = new double[2 * 2 * 3];
    double[] sum = new double[a.length];
    int[] inside = new int[a.length];
    Arrays.fill(a, Double.NEGATIVE_INFINITY);
    for (int c = 0; c < 2; c++) for (int i = 0; i < 5; i++) for (int j = 0; j < 7; j++) {
      int square = (c * 2 + i / 3) * 3 + j / 3;
      double pixel = x[(c * 5 + i) * 7 + j];
      a[square] = Math.max(a[square], pixel);
      sum[square] += pixel;
      inside[square]++;
    }
    assertArrayEquals(a, program.values("a"), CLOSE);
    assertArrayEquals(IntStream.range(0, sum.length).mapToDouble(i -> sum[i] / inside[i]).toArray(), program.values("b"), CLOSE);
  }

  @Test
  void headsShareKeysAndPositionsTurnPairs() {
    Program program = new Program("""
        import std.attention
        model Heads {
          input q: f32[G, R, N, D]
          input k, v: f32[G, N, D]
          require D % 2 == 0 and G > 0
          input pattern seen[i: N, j: N]
          let found = GroupedAttention(q, k, v, seen)
          output o[g, r, i, d] = found[g, r, i, d]
          output turned[n: N, d: D] = Rotary(k[0, :, :])[n, d]
        }
        """);
    int rows = 5;
    int size = 4;
    double[] q = program.normal("q", 2, 3, rows, size);
    double[] k = program.normal("k", 2, rows, size);
    double[] v = program.normal("v", 2, rows, size);
    boolean[] seen = program.pattern("seen", rows, rows);
    Arrays.fill(seen, 0, rows, false);
    program.bind("seen", Value.members(new int[] {rows, rows}, seen));
    double[] o = new double[q.length];
    for (int h = 0; h < 6; h++) for (int i = 0; i < rows; i++) {
      double total = 0;
      double[] row = new double[size];
      for (int j = 0; j < rows; j++) {
        if (!seen[i * rows + j]) continue;
        double score = 0;
        for (int d = 0; d < size; d++) score += q[(h * rows + i) * size + d] * k[(h / 3 * rows + j) * size + d];
        double weight = Math.exp(score / 2);
        total += weight;
        for (int d = 0; d < size; d++) row[d] += weight * v[(h / 3 * rows + j) * size + d];
      }
      for (int d = 0; d < size; d++) o[(h * rows + i) * size + d] = total == 0 ? 0 : row[d] / total;
    }
    assertArrayEquals(o, program.values("o"), CLOSE);
    double[] turned = new double[rows * size];
    for (int n = 0; n < rows; n++) for (int p = 0; p < size / 2; p++) {
      double angle = n * Math.pow(10000, -2.0 * p / size);
      double even = k[n * size + 2 * p];
      double odd = k[n * size + 2 * p + 1];
      turned[n * size + 2 * p] = even * Math.cos(angle) - odd * Math.sin(angle);
      turned[n * size + 2 * p + 1] = even * Math.sin(angle) + odd * Math.cos(angle);
    }
    assertArrayEquals(turned, program.values("turned"), CLOSE);
  }

  @Test
  void solutionsSolve() {
    Program program = new Program("""
        import std.solve
        model Solves {
          input a: f32[N, N]
          input b: f32[N]
          let spd[i: N, j: N] = (sum(k) a[i, k] * a[j, k]) + (if i == j then 1.0 else 0.0)
          output s[i: N, j: N] = spd[i, j]
          output x[i: N] = Solve(a, b)[i]
          output y[i: N] = ConjugateGradient(spd, b, TOLERANCE = 1e-12)[i]
          output l[i: N, j: N] = Cholesky(spd)[i, j]
        }
        """);
    int n = 6;
    double[] a = program.normal("a", n, n);
    double[] b = program.normal("b", n);
    // the first pivot is not on the diagonal
    a[0] = 0;
    program.bind("a", Value.dense(ElementType.F32, new int[] {n, n}, a));
    double[] s = program.values("s");
    double[] l = program.values("l");
    assertArrayEquals(b, product(a, program.values("x"), n), 1e-8);
    assertArrayEquals(b, product(s, program.values("y"), n), 1e-8);
    for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += l[i * n + k] * l[j * n + k];
      assertEquals(s[i * n + j], sum, 1e-8);
      if (j > i) assertEquals(0, l[i * n + j]);
    }
    a[7] = Double.NaN;
    Program broken = new Program("""
        import std.solve
        model Solves {
          input a: f32[N, N]
          input b: f32[N]
          output x[i: N] = Solve(a, b)[i]
        }
        """).bind("a", Value.dense(ElementType.F32, new int[] {n, n}, a)).bind("b", Value.dense(ElementType.F32, new int[] {n}, b));
    assertTrue(Arrays.stream(broken.values("x")).anyMatch(Double::isNaN));
  }

  private static double[] product(double[] a, double[] x, int n) {
    return IntStream.range(0, n).mapToDouble(i -> IntStream.range(0, n).mapToDouble(j -> a[i * n + j] * x[j]).sum()).toArray();
  }

  @Test
  void keysCollectTheirRows() {
    Program program = new Program("""
        import std.counter
        model Keys(K = 5) {
          input x: f32[T, D]
          input key: i32[T]
          pattern even[t: T] = key[t] % 2 == 0
          output n[k] = Histogram(key, K)[k]
          output m[k, d] = KeyedMean(x, key, K)[k, d]
          output place[t] = PlaceInKey(key)[t]
          output at[i] = Compact(even)[i]
        }
        """);
    double[] x = program.normal("x", 20, 3);
    double[] key = program.integers("key", 6, 20);
    double[] n = new double[5];
    double[] m = new double[15];
    double[] place = new double[20];
    double[] at = new double[20];
    int[] seen = new int[6];
    int even = 0;
    Arrays.fill(at, -1);
    for (int t = 0; t < 20; t++) {
      int k = (int) key[t];
      place[t] = seen[k]++;
      if (k % 2 == 0) at[even++] = t;
      if (k < 5) for (int d = 0; d < 3; d++) m[3 * k + d] += x[3 * t + d];
    }
    for (int k = 0; k < 5; k++) {
      n[k] = seen[k];
      for (int d = 0; d < 3; d++) m[3 * k + d] /= Math.max(1, seen[k]);
    }
    assertArrayEquals(n, program.values("n"));
    assertArrayEquals(m, program.values("m"), CLOSE);
    assertArrayEquals(place, program.values("place"));
    assertArrayEquals(at, program.values("at"));
  }

  @Test
  void rotationsTurnAsQuaternionsDo() {
    Program program = new Program("""
        import std.geometry
        model Turn {
          input q: f32[N, 4]
          input x: f32[N, 3]
          output y[n, i] = sum(j) Rotation(q[n, :])[i, j] * x[n, j]
        }
        """);
    int n = 20;
    double[] q = program.normal("q", n, 4);
    double[] x = program.normal("x", n, 3);
    double[] y = new double[3 * n];
    for (int k = 0; k < n; k++) {
      double[] unit = Arrays.copyOfRange(q, 4 * k, 4 * k + 4);
      double length = Math.sqrt(Arrays.stream(unit).map(v -> v * v).sum());
      for (int i = 0; i < 4; i++) unit[i] /= length;
      double[] inverse = {unit[0], -unit[1], -unit[2], -unit[3]};
      double[] turned = times(times(unit, new double[] {0, x[3 * k], x[3 * k + 1], x[3 * k + 2]}), inverse);
      System.arraycopy(turned, 1, y, 3 * k, 3);
    }
    assertArrayEquals(y, program.values("y"), CLOSE);
  }

  private static double[] times(double[] a, double[] b) {
    return new double[] {a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
        a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
        a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
        a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]};
  }

  @Test
  void gatesKeepTheBest() {
    Program program = new Program("""
        import std.routing
        model Gates {
          input logit: f32[T, E]
          let a = TopKGate(logit, K = 3)
          let b = SoftmaxTopK(logit, K = 3)
          let c = ExpertChoice(logit, C = 2)
          output x[t, e] = a[t, e] ?? 0.0
          output y[t, e] = b[t, e] ?? 0.0
          output z[t, e] = c[t, e] ?? 0.0
        }
        """);
    int tokens = 7;
    int experts = 5;
    double[] logit = program.normal("logit", tokens, experts);
    double[] p = new double[logit.length];
    double[] x = new double[logit.length];
    double[] y = new double[logit.length];
    double[] z = new double[logit.length];
    for (int t = 0; t < tokens; t++) {
      int row = t * experts;
      double total = IntStream.range(0, experts).mapToDouble(e -> Math.exp(logit[row + e])).sum();
      double best = IntStream.range(0, experts)
          .filter(e -> ahead(logit, row, 1, experts, e) < 3)
          .mapToDouble(e -> Math.exp(logit[row + e]))
          .sum();
      for (int e = 0; e < experts; e++) {
        p[row + e] = Math.exp(logit[row + e]) / total;
        if (ahead(logit, row, 1, experts, e) >= 3) continue;
        x[row + e] = Math.exp(logit[row + e]) / best;
        y[row + e] = p[row + e];
      }
    }
    for (int e = 0; e < experts; e++) for (int t = 0; t < tokens; t++) {
      if (ahead(p, e, experts, tokens, t) < 2) z[t * experts + e] = p[t * experts + e];
    }
    assertArrayEquals(x, program.values("x"), CLOSE);
    assertArrayEquals(y, program.values("y"), CLOSE);
    assertArrayEquals(z, program.values("z"), CLOSE);
  }

  /// How many of `length` numbers, `step` apart from `start` on, are larger than the one in place `i`.
  private static long ahead(double[] x, int start, int step, int length, int i) {
    return IntStream.range(0, length).filter(k -> x[start + k * step] > x[start + i * step]).count();
  }

  @Test
  void codesAreWhatTheirStepsGive() {
    Program program = new Program("""
        import std.coding
        model Codes {
          input x: f32[B, M]
          weight dictionary: f32[K, M]
          output a[b: B, k: K] = Ista(x[b, :], dictionary, STEPS = 7, RATE = 0.05, PENALTY = 0.3)[k]
          output b[b_: B, k: K] = Fista(x[b_, :], dictionary, STEPS = 7, RATE = 0.05, PENALTY = 0.3)[k]
        }
        """);
    int length = 4;
    int atoms = 6;
    double[] x = program.normal("x", 3, length);
    double[] dictionary = program.normal("dictionary", atoms, length);
    double[] a = new double[3 * atoms];
    double[] b = new double[3 * atoms];
    for (int row = 0; row < 3; row++) for (boolean fast : new boolean[] {false, true}) {
      double[] z = new double[atoms];
      double[] y = new double[atoms];
      double t = 1;
      for (int step = 0; step < 7; step++) {
        double[] rest = Arrays.copyOfRange(x, row * length, (row + 1) * length);
        for (int m = 0; m < length; m++) for (int k = 0; k < atoms; k++) rest[m] -= y[k] * dictionary[k * length + m];
        double[] old = z.clone();
        double s = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
        for (int k = 0; k < atoms; k++) {
          double v = y[k];
          for (int m = 0; m < length; m++) v += 0.05 * rest[m] * dictionary[k * length + m];
          z[k] = Math.signum(v) * Math.max(Math.abs(v) - 0.3 * 0.05, 0);
        }
        for (int k = 0; k < atoms; k++) y[k] = fast ? z[k] + (t - 1) / s * (z[k] - old[k]) : z[k];
        t = s;
      }
      System.arraycopy(z, 0, fast ? b : a, row * atoms, atoms);
    }
    assertArrayEquals(a, program.values("a"), CLOSE);
    assertArrayEquals(b, program.values("b"), CLOSE);
  }

  @Test
  void whatPursuitLeavesIsOrthogonalToTheAtomsItChoseAndSmallOrTheCountIsReached() {
    Program program = new Program("""
        import std.coding
        model Codes {
          input x: f32[B, M]
          input goal: f32[B]
          weight dictionary: f32[K, M]
          let found = OrthogonalMatchingPursuit(x, dictionary, goal, STEPS = 3)
          output code[b, k] where defined(found.code[b, k]) = found.code[b, k]
          output explained[b, m] = found.explained[b, m]
          output atoms[b] = found.atoms[b]
        }
        """);
    int length = 5;
    int atoms = 9;
    double[] x = program.normal("x", 4, length);
    double[] dictionary = program.normal("dictionary", atoms, length);
    for (int k = 0; k < atoms; k++) {
      double size = Math.sqrt(dot(dictionary, k, dictionary, k, length));
      for (int m = 0; m < length; m++) dictionary[k * length + m] /= size;
    }
    double[] goal = program.normal("goal", 4);
    goal[0] = 100;
    double[] explained = program.values("explained");
    double[] code = program.values("code");
    double[] rest = new double[x.length];
    for (int i = 0; i < x.length; i++) rest[i] = x[i] - explained[i];
    for (int b = 0; b < 4; b++) {
      double[] built = new double[length];
      for (int k = 0; k < atoms; k++) {
        if (code[b * atoms + k] == 0) continue;
        assertEquals(0, dot(rest, b, dictionary, k, length), CLOSE);
        for (int m = 0; m < length; m++) built[m] += code[b * atoms + k] * dictionary[k * length + m];
      }
      assertArrayEquals(Arrays.copyOfRange(explained, b * length, (b + 1) * length), built, CLOSE);
      double count = program.values("atoms")[b];
      assertEquals(IntStream.range(b * atoms, (b + 1) * atoms).filter(i -> code[i] != 0).count(), count);
      assertTrue(count == 3 || dot(rest, b, rest, b, length) <= goal[b], "row " + b);
    }
  }

  private static double dot(double[] a, int rowOfA, double[] b, int rowOfB, int length) {
    return IntStream.range(0, length).mapToDouble(m -> a[rowOfA * length + m] * b[rowOfB * length + m]).sum();
  }
}
