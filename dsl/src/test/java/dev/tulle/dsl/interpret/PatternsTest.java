package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.model.ElementType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of the table of patterns (section 5 of the language), one program each, against plain loops.
class PatternsTest {
  /// Whether `[i, j]` is a member.
  private interface Members {
    boolean has(int i, int j);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 8})
  void affine(int n) {
    Program program = new Program("""
        model Affine(W = 3) {
          input x: f32[N]
          pattern near[i: N, j: N] = j <= i and i - j < W
          output y[i] = sum(j where near[i, j]) x[j]
        }
        """);
    double[] x = program.normal("x", n);
    assertMembers(program, "near", n, n, (i, j) -> j <= i && i - j < 3);
    assertArrayEquals(sums(n, n, (i, j) -> j <= i && i - j < 3, j -> x[j]), program.values("y"), 1e-12);
  }

  @Test
  void intervalsWithLoadedBounds() {
    Program program = new Program("""
        model Intervals {
          size WIDTH
          input start: i32[N]
          input lo, hi: i32[G]
          input x: f32[WIDTH]
          pattern document[i: N, j: N] = start[i] <= j <= i
          pattern covered[g: G, x_: WIDTH] = lo[g] <= x_ <= hi[g]
          output length[i] = count(j where document[i, j])
          output y[g] = sum(x_ where covered[g, x_]) x[x_]
        }
        """);
    int width = 9;
    double[] start = program.integers("start", 6, 6);
    double[] lo = program.integers("lo", width, 7);
    double[] hi = program.integers("hi", width + 4, 7);
    hi[6] = -3;
    double[] x = program.normal("x", width);
    assertMembers(program, "document", 6, 6, (i, j) -> start[i] <= j && j <= i);
    assertArrayEquals(sums(6, 6, (i, j) -> start[i] <= j && j <= i, _ -> 1), program.values("length"));
    assertArrayEquals(sums(7, width, (g, j) -> lo[g] <= j && j <= hi[g], j -> x[j]), program.values("y"), 1e-12);
  }

  @Test
  void threshold() {
    Program program = new Program("""
        model Threshold {
          input x: f32[T, D]
          input tau: f32
          weight w: f32[D]
          pattern big[t, d] = abs(x[t, d]) > tau
          output y[t] = sum(d where big[t, d]) w[d]
        }
        """);
    double[] x = program.normal("x", 4, 6);
    x[3] = Double.NaN;
    double[] w = program.normal("w", 6);
    program.bind("tau", scalar(0.75));
    assertMembers(program, "big", 4, 6, (t, d) -> Math.abs(x[t * 6 + d]) > 0.75);
    assertArrayEquals(sums(4, 6, (t, d) -> Math.abs(x[t * 6 + d]) > 0.75, d -> w[d]), program.values("y"), 1e-12);
  }

  @Test
  void selection() {
    Program program = new Program("""
        model Selection(K = 3) {
          input s: f32[T, E]
          input p: f32[T, E]
          pattern best[t, e] = topk(e, K) s[t, e]
          pattern worst[t, e] = bottomk(e, K) s[t, e]
          pattern nucleus[t, e] = topp(e, 0.75) p[t, e]
        }
        """);
    // Quarters, so that there are ties.
    double[] s = program.integers("s", 5, 6, 8);
    program.bind("s", Value.dense(ElementType.F32, new int[] {6, 8}, s));
    double[] p = program.integers("p", 9, 6, 8);
    program.bind("p", Value.dense(ElementType.F32, new int[] {6, 8}, p));
    for (int row = 0; row < 6; row++) {
      int at = row * 8;
      List<Integer> descending = order(8, e -> -s[at + e]);
      List<Integer> ascending = order(8, e -> s[at + e]);
      List<Integer> likely = order(8, e -> -p[at + e]);
      double total = IntStream.range(0, 8).mapToDouble(e -> p[at + e]).sum();
      double sum = 0;
      int prefix = 0;
      while (sum < 0.75 * total) sum += p[at + likely.get(prefix++)];
      for (int e = 0; e < 8; e++) {
        assertEquals(descending.indexOf(e) < 3, program.value("best").isMember(at + e), "best of row " + row);
        assertEquals(ascending.indexOf(e) < 3, program.value("worst").isMember(at + e), "worst of row " + row);
        assertEquals(likely.indexOf(e) < prefix, program.value("nucleus").isMember(at + e), "nucleus of row " + row);
      }
    }
  }

  @Test
  void fewerCandidatesThanTheCountAreAllSelected() {
    Program program = new Program("""
        model Few {
          input s: f32[T, E]
          pattern best[t, e] = topk(e, 3 where s[t, e] > 0.0) s[t, e]
        }
        """);
    double[] s = program.normal("s", 9, 5);
    for (int t = 0; t < 9; t++) {
      int at = t * 5;
      List<Integer> order = order(5, e -> -s[at + e]);
      for (int e = 0; e < 5; e++) {
        assertEquals(s[at + e] > 0 && order.indexOf(e) < 3, program.value("best").isMember(at + e), "[" + t + ", " + e + "]");
      }
    }
  }

  @Test
  void jointSelectionAndACountAtRunTime() {
    Program program = new Program("""
        model Joint(CF = 2) {
          input a: f32[B, K]
          input p: f32[T, E]
          pattern best[b, k] = topk(b, k, 7) a[b, k]
          pattern taken[t, e] = topk(t, T * CF / E) p[t, e]
        }
        """);
    double[] a = program.normal("a", 4, 5);
    double[] p = program.normal("p", 6, 4);
    List<Integer> all = order(20, i -> -a[i]);
    assertMembers(program, "best", 4, 5, (b, k) -> all.indexOf(b * 5 + k) < 7);
    assertMembers(program, "taken", 6, 4, (t, e) -> order(6, i -> -p[i * 4 + e]).indexOf(t) < 3);
  }

  @Test
  void selectionInsideGroups() {
    Program program = new Program("""
        model Groups {
          weight w: f32[F, D]
          input x: f32[D]
          pattern kept[f, d] = topk(d by 4, 2) abs(w[f, d])
          output y[f] = sum(d where kept[f, d]) w[f, d] * x[d]
        }
        """);
    double[] w = program.normal("w", 3, 10);
    double[] x = program.normal("x", 10);
    Members kept = (f, d) -> {
      int start = d / 4 * 4;
      int length = Math.min(4, 10 - start);
      return order(length, i -> -Math.abs(w[f * 10 + start + i])).indexOf(d - start) < 2;
    };
    assertMembers(program, "kept", 3, 10, kept);
    double[] expected = new double[3];
    for (int f = 0; f < 3; f++) for (int d = 0; d < 10; d++) if (kept.has(f, d)) expected[f] += w[f * 10 + d] * x[d];
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  @Test
  void aCoarsePatternAtBlockGranularity() {
    Program program = new Program("""
        model Coarse(BLOCK = 4) {
          input q: f32[N]
          require N % BLOCK == 0
          let mean_of[a: N / BLOCK] = mean(r: BLOCK) q[a * BLOCK + r]
          pattern chosen[a: N / BLOCK, b: N / BLOCK] = topk(b, 1) mean_of[a] * mean_of[b]
          pattern seen[i: N, j: N] = chosen[i / BLOCK, j / BLOCK] and j <= i
          output y[i] = sum(j where seen[i, j]) q[j]
        }
        """);
    int n = 12;
    double[] q = program.normal("q", n);
    double[] mean = new double[3];
    for (int i = 0; i < n; i++) mean[i / 4] += q[i] / 4;
    Members seen = (i, j) -> order(3, b -> -mean[i / 4] * mean[b]).getFirst() == j / 4 && j <= i;
    assertMembers(program, "seen", n, n, seen);
    assertArrayEquals(sums(n, n, seen, j -> q[j]), program.values("y"), 1e-12);
  }

  @Test
  void segments() {
    Program program = new Program("""
        model Segments(K = 5) {
          input ids: i32[T]
          input to: i32[T]
          input g: f32[T, D]
          pattern routed[k: K, t: T] = ids[t] == k
          output histogram[k: K] = count(t where routed[k, t])
          output scattered[k: K, d] = sum(t where ids[t] == k) g[t, d]
          output permuted[u: T, d] = sum(t where to[t] == u) g[t, d]
        }
        """);
    double[] ids = program.integers("ids", 7, 8);
    double[] to = {3, 0, 7, 1, 2, 6, 5, 4};
    program.bind("to", Value.dense(ElementType.I32, new int[] {8}, to));
    double[] g = program.normal("g", 8, 2);
    double[] histogram = new double[5];
    double[] scattered = new double[10];
    double[] permuted = new double[16];
    for (int t = 0; t < 8; t++) for (int d = 0; d < 2; d++) {
      permuted[(int) to[t] * 2 + d] = g[t * 2 + d];
      if (ids[t] >= 5) continue;
      histogram[(int) ids[t]] += 0.5;
      scattered[(int) ids[t] * 2 + d] += g[t * 2 + d];
    }
    assertArrayEquals(histogram, program.values("histogram"));
    assertArrayEquals(scattered, program.values("scattered"), 1e-12);
    assertArrayEquals(permuted, program.values("permuted"));
  }

  @Test
  void aGuardedUnion() {
    Program program = new Program("""
        model Heads(W = 2) {
          input kind: i32[H]
          input s: f32[H, N, N]
          input pattern hot[j: N]
          pattern seen[h, i: N, j: N] = kind[h] == 1 and abs(i - j) < W or kind[h] == 2 and hot[j]
          let p[h, i, j] where seen[h, i, j] = softmax(j where seen[h, i, j]) s[h, i, j]
          output top[h, i] = max(j) p[h, i, j]
        }
        """);
    int n = 5;
    double[] kind = {1, 2, 0};
    program.bind("kind", Value.dense(ElementType.I32, new int[] {3}, kind));
    double[] s = program.normal("s", 3, n, n);
    boolean[] hot = program.pattern("hot", n);
    double[] expected = new double[3 * n];
    for (int h = 0; h < 3; h++) for (int i = 0; i < n; i++) {
      double total = 0;
      double top = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < n; j++) {
        if (!(kind[h] == 1 && Math.abs(i - j) < 2 || kind[h] == 2 && hot[j])) continue;
        total += Math.exp(s[(h * n + i) * n + j]);
        top = Math.max(top, Math.exp(s[(h * n + i) * n + j]));
      }
      expected[h * n + i] = total == 0 ? Double.NEGATIVE_INFINITY : top / total;
    }
    assertArrayEquals(expected, program.values("top"), 1e-12);
  }

  @Test
  void separable() {
    Program program = new Program("""
        model Packed {
          input x: f32[T, D]
          weight w: f32[F, D]
          input pattern rows[t: T]
          pattern cols[f: F] = (sum(d) abs(w[f, d])) > 2.0
          pattern both[t, f] = rows[t] and cols[f]
          output y[t, f] where both[t, f] = sum(d) w[f, d] * x[t, d]
        }
        """);
    double[] x = program.normal("x", 5, 3);
    double[] w = program.normal("w", 6, 3);
    boolean[] rows = program.pattern("rows", 5);
    for (int t = 0; t < 5; t++) for (int f = 0; f < 6; f++) {
      double size = 0;
      double y = 0;
      for (int d = 0; d < 3; d++) {
        size += Math.abs(w[f * 3 + d]);
        y += w[f * 3 + d] * x[t * 3 + d];
      }
      assertEquals(rows[t] && size > 2, program.value("y").exists(t * 6 + f));
      if (rows[t] && size > 2) assertEquals(y, program.values("y")[t * 6 + f], 1e-12);
    }
  }

  @Test
  void shiftedAndLiftedReads() {
    Program program = new Program("""
        model Submanifold(P = 2, R = 3) {
          size I, J
          input pattern visible[a: I / P, b: J / P]
          input x: f32[i: I, j: J] where visible[i / P, j / P]
          weight w: f32[R, R]
          require I % P == 0 and J % P == 0
          pattern reached[i: I, j: J] = any(r: R) visible[(i + r) / P, j / P]
          output y[i: I, j: J] where visible[i / P, j / P] = sum(r, s) w[r, s] * x[i + r - 1, j + s - 1]
        }
        """);
    int rows = 6;
    int columns = 8;
    boolean[] visible = program.pattern("visible", rows / 2, columns / 2);
    double[] x = program.normal("x", rows, columns);
    double[] w = program.normal("w", 3, 3);
    Members there = (i, j) -> 0 <= i && i < rows && 0 <= j && j < columns && visible[i / 2 * (columns / 2) + j / 2];
    assertMembers(program, "reached", rows, columns, (i, j) -> there.has(i, j) || there.has(i + 1, j) || there.has(i + 2, j));
    double[] expected = new double[rows * columns];
    for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) {
      assertEquals(there.has(i, j), program.value("y").exists(i * columns + j));
      for (int r = 0; r < 3; r++) for (int s = 0; s < 3; s++) {
        int a = i + r - 1;
        int b = j + s - 1;
        if (there.has(i, j) && there.has(a, b)) expected[i * columns + j] += w[r * 3 + s] * x[a * columns + b];
      }
    }
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  @Test
  void randomAndMultiDiagonal() {
    Program program = new Program("""
        model Scattered {
          const STRIDE = [1, 3, 7]
          input x: f32[N]
          pattern drawn[i: N, j: N] = uniform(7, i, j) < 0.4
          pattern diagonal[i: N, j: N] = any(r) (i - j == STRIDE[r])
          output y[i] = sum(j where drawn[i, j]) x[j]
          output z[i] = sum(j where diagonal[i, j]) x[j]
        }
        """);
    int n = 10;
    double[] x = program.normal("x", n);
    Members drawn = (i, j) -> Philox.uniform(7, i, j, 0, 0) < 0.4;
    Members diagonal = (i, j) -> i - j == 1 || i - j == 3 || i - j == 7;
    assertMembers(program, "drawn", n, n, drawn);
    assertArrayEquals(sums(n, n, drawn, j -> x[j]), program.values("y"), 1e-12);
    assertArrayEquals(sums(n, n, diagonal, j -> x[j]), program.values("z"), 1e-12);
  }

  @Test
  void anOrderIsKeptByAndWithAnUnorderedPattern() {
    Program program = new Program("""
        model Depth {
          input depth: f32[G]
          input u: f32[G]
          input pattern hit[x: W, g: G]
          pattern visible[x: W, g: G] = u[g] > 0.0 order g by depth[g]
          pattern seen[x, g] = hit[x, g] and visible[x, g]
          fold [x: W] (g where seen[x, g]) with (place = 0, sum_ = 0) {
            next place = place + 1
            next sum_ = sum_ + place * g
          }
          output weighted[x] = sum_[x]
        }
        """);
    int width = 5;
    int count = 12;
    double[] depth = program.integers("depth", 4, count);
    program.bind("depth", Value.dense(ElementType.F32, new int[] {count}, depth));
    double[] u = program.normal("u", count);
    boolean[] hit = program.pattern("hit", width, count);
    double[] expected = new double[width];
    for (int x = 0; x < width; x++) {
      int place = 0;
      for (int g : order(count, i -> depth[i])) if (u[g] > 0 && hit[x * count + g]) expected[x] += place++ * g;
    }
    assertArrayEquals(expected, program.values("weighted"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "as csr", "as csc", "as bitmap", "as blocks(2, 3)"})
  void aFormatIsAskedForAndChangesNothing(String format) {
    Program program = new Program("""
        model Stored {
          input s: f32[B, N, M]
          pattern whole[b: B, i: N, j: M] = (i / 2 + j / 3 + b) %% 2 == 0 %s
          output y[b, i] = sum(j where whole[b, i, j]) s[b, i, j]
        }
        """.formatted(format));
    double[] s = program.normal("s", 2, 4, 6);
    double[] expected = new double[8];
    for (int b = 0; b < 2; b++) for (int i = 0; i < 4; i++) for (int j = 0; j < 6; j++) {
      if ((i / 2 + j / 3 + b) % 2 == 0) expected[b * 4 + i] += s[(b * 4 + i) * 6 + j];
    }
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  @Test
  void thePatternOfAnNmWeightGroupsAlongItsLastAxis() {
    Program program = new Program("""
        model Structured {
          weight pattern p[b: B, f: F, d: D] as nm(1, 2)
          output y[b, f] = count(d where p[b, f, d])
        }
        """);
    program.bind("p", Value.members(new int[] {1, 2, 4}, true, false, false, true, false, false, true, false));
    assertArrayEquals(new double[] {2, 1}, program.values("y"));
  }

  private static void assertMembers(Program program, String name, int rows, int columns, Members expected) {
    Value members = program.value(name);
    for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) {
      assertEquals(expected.has(i, j), members.isMember(i * columns + j), name + "[" + i + ", " + j + "]");
    }
  }

  /// For each row the sum over its members.
  private static double[] sums(int rows, int columns, Members members, IntToDoubleFunction value) {
    double[] sums = new double[rows];
    for (int i = 0; i < rows; i++) {
      int row = i;
      IntPredicate member = j -> members.has(row, j);
      for (int j = 0; j < columns; j++) if (member.test(j)) sums[i] += value.applyAsDouble(j);
    }
    return sums;
  }

  /// The positions by ascending key, equals by position.
  private static List<Integer> order(int count, IntToDoubleFunction key) {
    List<Integer> positions = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    positions.sort(Comparator.comparingDouble(i -> key.applyAsDouble(i) + 0.0));
    return positions;
  }

  private static Value scalar(double value) {
    return Value.dense(ElementType.F32, new int[0], value);
  }
}
