package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `repeat` (section 7 of the language), against plain loops.
class RepeatTest {
  private static Value floats(int[] shape, double... values) {
    return Value.dense(ElementType.F32, shape, values);
  }

  @Test
  void allNewValuesOfAStepReadTheOldOnes() {
    Program program = new Program("""
        model Fista(STEPS = 4, step = 0.1, lambda = 0.2) {
          input x: f32[B, M]
          weight dict: f32[K, M]
          repeat STEPS with (z[b: B, k: K] = 0.0, y[b: B, k: K] = 0.0, t = 1.0) {
            let r[b, m] = x[b, m] - sum(k) y[b, k] * dict[k, m]
            let g[b, k] = soft(y[b, k] + step * (sum(m) r[b, m] * dict[k, m]), lambda * step)
            let s = (1.0 + sqrt(1.0 + 4.0 * t * t)) / 2.0
            next y[b, k] = g[b, k] + (t - 1.0) / s * (g[b, k] - z[b, k])
            next z[b, k] = g[b, k]
            next t = s
          }
          output code[b, k] = z[b, k]
        }
        """);
    int rows = 3;
    int length = 4;
    int atoms = 5;
    double[] x = program.normal("x", rows, length);
    double[] dict = program.normal("dict", atoms, length);
    double[] expected = new double[rows * atoms];
    for (int b = 0; b < rows; b++) {
      double[] z = new double[atoms];
      double[] y = new double[atoms];
      double t = 1;
      for (int step = 0; step < 4; step++) {
        double[] r = new double[length];
        for (int m = 0; m < length; m++) {
          r[m] = x[b * length + m];
          for (int k = 0; k < atoms; k++) r[m] -= y[k] * dict[k * length + m];
        }
        double s = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
        double[] oldZ = z.clone();
        for (int k = 0; k < atoms; k++) {
          double v = 0;
          for (int m = 0; m < length; m++) v += r[m] * dict[k * length + m];
          v = y[k] + 0.1 * v;
          z[k] = Math.signum(v) * Math.max(Math.abs(v) - 0.2 * 0.1, 0);
        }
        for (int k = 0; k < atoms; k++) y[k] = z[k] + (t - 1) / s * (z[k] - oldZ[k]);
        t = s;
      }
      System.arraycopy(z, 0, expected, b * atoms, atoms);
    }
    assertArrayEquals(expected, program.values("code"), 1e-12);
  }

  @Test
  void aPartialNextChangesThoseElementsOnly() {
    Program program = new Program("""
        model MatchingPursuit(S = 3) {
          input  x: f32[B, M]
          weight dict: f32[K, M]
          repeat S with (r[b, m] = x[b, m], code[b: B, k: K] = 0.0) {
            let c[b, k] = sum(m) r[b, m] * dict[k, m]
            pattern pick[b, k] = topk(k, 1) abs(c[b, k])
            next code[b, k] where pick[b, k] = code[b, k] + c[b, k]
            next r[b, m] = r[b, m] - sum(k where pick[b, k]) c[b, k] * dict[k, m]
          }
          output z[b, k] where code[b, k] != 0.0 = code[b, k]
          output rest[b, m] = r[b, m]
        }
        """);
    int rows = 2;
    int length = 5;
    int atoms = 7;
    double[] x = program.normal("x", rows, length);
    double[] dict = program.normal("dict", atoms, length);
    double[] rest = x.clone();
    double[] code = new double[rows * atoms];
    for (int b = 0; b < rows; b++) for (int step = 0; step < 3; step++) {
      int best = -1;
      double coefficient = 0;
      for (int k = 0; k < atoms; k++) {
        double c = 0;
        for (int m = 0; m < length; m++) c += rest[b * length + m] * dict[k * length + m];
        if (best < 0 || Math.abs(c) > Math.abs(coefficient)) {
          best = k;
          coefficient = c;
        }
      }
      code[b * atoms + best] += coefficient;
      for (int m = 0; m < length; m++) rest[b * length + m] -= coefficient * dict[best * length + m];
    }
    assertArrayEquals(rest, program.values("rest"), 1e-12);
    Value z = program.value("z");
    for (int i = 0; i < code.length; i++) {
      assertEquals(code[i] != 0, z.exists(i));
      assertEquals(code[i], z.values()[i], 1e-12);
    }
  }

  @Test
  void theStepIsAnIndexOfStackedWeights() {
    Program program = new Program("""
        model Stack {
          input x: f32[D]
          weight w: f32[L, D, D]
          repeat l: L with (h[d] = x[d], last = 0) {
            let z[d] = tanh(sum(e) w[l, d, e] * h[e])
            next h[d] = h[d] + z[d]
            next last = last * 10 + l
          }
          output y[d] = h[d]
          output steps = last
        }
        """);
    int size = 4;
    double[] h = program.normal("x", size).clone();
    double[] w = program.normal("w", 3, size, size);
    for (int l = 0; l < 3; l++) {
      double[] next = h.clone();
      for (int d = 0; d < size; d++) {
        double z = 0;
        for (int e = 0; e < size; e++) z += w[(l * size + d) * size + e] * h[e];
        next[d] += Math.tanh(z);
      }
      h = next;
    }
    assertArrayEquals(h, program.values("y"), 1e-12);
    assertEquals(12, program.values("steps")[0]);
  }

  @Test
  void untilStopsAfterTheStepInWhichItHolds() {
    Program program = new Program("""
        model Halve {
          input x: f32
          repeat at most 10 with (a = x, n = 0) {
            next a = 0.5 * a
            next n = n + 1
            until a < 1.0
          }
          output y = a
          output steps = n
        }
        """);
    program.bind("x", floats(new int[0], 4.0));
    // steps see 4, 2, 1, 0.5: the last of them stops the loop after it
    assertEquals(4, program.values("steps")[0]);
    assertEquals(0.25, program.values("y")[0]);
  }

  @Test
  void theLimitHoldsWhereUntilNeverDoes() {
    Program program = new Program("""
        model Never(STEPS = 7) {
          input x: f32
          repeat at most STEPS with (n = 0) {
            next n = n + 1
            until x < 0.0
          }
          output steps = n
        }
        """);
    program.bind("x", floats(new int[0], 1.0));
    assertEquals(7, program.values("steps")[0]);
  }

  @Test
  void eachRowStopsForItselfAndStaysStopped() {
    Program program = new Program("""
        model Rows {
          input x: f32[B]
          repeat at most 10 with (a[b] = x[b], n[b: B] = 0, total = 0) {
            next a[b] = -0.5 * a[b]
            next n[b] = n[b] + 1
            next total = total + 1
            until a[b] < 1.0
          }
          output y[b] = a[b]
          output steps[b] = n[b]
          output all_steps = total
        }
        """);
    program.bind("x", floats(new int[] {3}, 8.0, -16.0, 0.5));
    // the first row sees 8, -4 and stops after the second step; the others hold at once, and stay stopped when they would no longer
    assertArrayEquals(new double[] {2, 8, -0.25}, program.values("y"));
    assertArrayEquals(new double[] {2, 1, 1}, program.values("steps"));
    assertEquals(2, program.values("all_steps")[0]);
  }

  @Test
  void loopsNestAndAnInnerOneStartsAnewInEachStep() {
    Program program = new Program("""
        model Nested(L = 3) {
          input x: f32[D]
          repeat l: L with (h[d] = x[d]) {
            repeat m: 2 with (q[d] = h[d], s = 0) {
              next q[d] = q[d] * 2.0 + cast(f32, m + 10 * l)
              next s = s + 1
            }
            next h[d] = q[d] + cast(f32, s)
          }
          output y[d] = h[d]
        }
        """);
    double[] h = program.normal("x", 2).clone();
    for (int l = 0; l < 3; l++) for (int d = 0; d < 2; d++) {
      for (int m = 0; m < 2; m++) h[d] = h[d] * 2 + m + 10 * l;
      h[d] += 2;
    }
    assertArrayEquals(h, program.values("y"), 1e-12);
  }

  @Test
  void noStepsLeaveTheFirstValues() {
    Program program = new Program("""
        model None {
          input x: f32[D]
          weight w: f32[L, D]
          repeat l: L with (h[d] = x[d]) {
            next h[d] = h[d] * w[l, d]
          }
          output y[d] = h[d]
        }
        """);
    double[] x = program.normal("x", 3);
    program.normal("w", 0, 3);
    assertArrayEquals(x, program.values("y"));
  }

  @Test
  void whatABodyDefinesIsDefinedAnewInEachStep() {
    Program program = new Program("""
        model Anew {
          input x: f32[D]
          repeat l: 3 with (total[d: D] = 0.0) {
            let part[d] where d % 3 == l = x[d]
            next total[d] = total[d] + (part[d] ?? 100.0)
          }
          output y[d] = total[d]
        }
        """);
    double[] x = program.normal("x", 6);
    double[] expected = new double[6];
    for (int d = 0; d < 6; d++) expected[d] = x[d] + 200;
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  @Test
  void aLayerOnSlicesRepeatsForEachOfThem() {
    Program program = new Program("""
        layer Root(x: f32[M]) -> (y: f32[M], n: i32) {
          repeat at most 20 with (z[m] = x[m], count_ = 0) {
            next z[m] = 0.5 * (z[m] + x[m] / z[m])
            next count_ = count_ + 1
            until max(m) abs(z[m] * z[m] - x[m]) < 1e-3
          }
          output y[m] = z[m]
          output n = count_
        }
        model Roots {
          input x: f32[B, M]
          output y[b, m] = Root(x[b, :]).y[m]
          output n[b: B] = Root(x[b, :]).n
        }
        """);
    program.bind("x", floats(new int[] {2, 2}, 4, 9, 1, 1));
    double[] x = {4, 9, 1, 1};
    double[] y = x.clone();
    double[] n = new double[2];
    for (int b = 0; b < 2; b++) {
      boolean stop = false;
      while (!stop) {
        stop = true;
        n[b]++;
        for (int m = 2 * b; m < 2 * b + 2; m++) stop &= Math.abs(y[m] * y[m] - x[m]) < 1e-3;
        for (int m = 2 * b; m < 2 * b + 2; m++) y[m] = 0.5 * (y[m] + x[m] / y[m]);
      }
    }
    assertArrayEquals(y, program.values("y"), 1e-12);
    assertArrayEquals(n, program.values("n"));
  }

  @Test
  void aNameWithoutANextKeepsItsValue() {
    Program program = new Program("""
        model Keeps {
          input x: f32
          repeat 3 with (factor = x, power = 1.0) {
            next power = power * factor
          }
          output y = power
          output kept = factor
        }
        """);
    program.bind("x", floats(new int[0], 2.0));
    assertEquals(8, program.values("y")[0]);
    assertEquals(2, program.values("kept")[0]);
  }

  @Test
  void rowsMayHaveSeveralIndicesAnywhereInATensor() {
    Program program = new Program("""
        model Places(K = 2) {
          input x: f32[B, C]
          repeat at most 9 with (a[c: C, k: K, b: B] = x[b, c], n[b: B, c: C] = 0, free[k: K] = 0) {
            next a[c, k, b] = 0.5 * a[c, k, b] - cast(f32, k)
            next n[b, c] = n[b, c] + 1
            next free[k] = free[k] + 1
            until a[c, 1, b] < 1.0
          }
          output y[c, k, b] = a[c, k, b]
          output steps[b, c] = n[b, c]
          output longest[k] = free[k]
        }
        """);
    double[] x = {100, 0, 7, 2.5, -3, 40};
    program.bind("x", floats(new int[] {2, 3}, x));
    double[] y = new double[12];
    double[] steps = new double[6];
    for (int b = 0; b < 2; b++) for (int c = 0; c < 3; c++) {
      double[] a = {x[b * 3 + c], x[b * 3 + c]};
      boolean stop = false;
      while (!stop) {
        stop = a[1] < 1;
        for (int k = 0; k < 2; k++) a[k] = 0.5 * a[k] - k;
        steps[b * 3 + c]++;
      }
      for (int k = 0; k < 2; k++) y[(c * 2 + k) * 2 + b] = a[k];
    }
    double longest = Arrays.stream(steps).max().orElseThrow();
    assertArrayEquals(y, program.values("y"));
    assertArrayEquals(steps, program.values("steps"));
    assertArrayEquals(new double[] {longest, longest}, program.values("longest"));
  }

  @Test
  void theRowsOfAnInnerLoopStartAnewInEachStepOfTheOuterOne() {
    Program program = new Program("""
        model Restart {
          input x: f32[B]
          repeat l: 3 with (total[b: B] = 0, z[b] = x[b]) {
            repeat at most 10 with (a[b] = z[b], n[b: B] = 0) {
              next a[b] = 0.5 * a[b]
              next n[b] = n[b] + 1
              until a[b] < 1.0
            }
            next total[b] = 10 * total[b] + n[b]
            next z[b] = a[b] * 8.0
          }
          output y[b] = z[b]
          output steps[b] = total[b]
        }
        """);
    double[] x = {16, 0.25, 3};
    program.bind("x", floats(new int[] {3}, x));
    double[] z = x.clone();
    double[] total = new double[3];
    for (int l = 0; l < 3; l++) for (int b = 0; b < 3; b++) {
      int n = 0;
      boolean stop = false;
      while (!stop) {
        stop = z[b] < 1;
        z[b] *= 0.5;
        n++;
      }
      total[b] = 10 * total[b] + n;
      z[b] *= 8;
    }
    assertArrayEquals(z, program.values("y"));
    assertArrayEquals(total, program.values("steps"));
  }

  @Test
  void rowsThatNobodyHasEndTheLoopAfterOneStepAndNoStepsLeaveUntilAlone() {
    Program program = new Program("""
        model Edges(STEPS = 5) {
          input x: f32[B]
          input y: f32[L]
          repeat at most STEPS with (a[b] = x[b], n = 0) {
            next a[b] = 0.5 * a[b]
            next n = n + 1
            until a[b] < 1.0
          }
          repeat at most L with (m = 0) {
            next m = m + 1
            until m >= 0
          }
          output rows = n
          output steps = m
        }
        """);
    program.bind("x", floats(new int[] {0})).bind("y", floats(new int[] {0}));
    assertEquals(1, program.values("rows")[0]);
    assertEquals(0, program.values("steps")[0]);
  }

  @Test
  void nothingIsRememberedFromStepToStep() {
    Program program = new Program("""
        model Anew {
          input x: f32[B, K]
          repeat 3 with (z[b, k] = x[b, k]) {
            let scale = max(b, k) abs(z[b, k])
            let p[b, k] = softmax(k) z[b, k]
            pattern best[b, k] = topk(k, 1) z[b, k]
            let order_[b, k] = argsort(k) z[b, k]
            next z[b, k] = scale * p[b, order_[b, k]] + (sum(j where best[b, j]) z[b, j]) - max(c, j) z[c, j]
          }
          output y[b, k] = z[b, k]
        }
        """);
    double[] z = program.normal("x", 2, 3).clone();
    for (int step = 0; step < 3; step++) {
      double scale = Arrays.stream(z).map(Math::abs).max().orElseThrow();
      double most = Arrays.stream(z).max().orElseThrow();
      double[] next = new double[6];
      for (int b = 0; b < 2; b++) {
        int at = b * 3;
        double[] row = Arrays.copyOfRange(z, at, at + 3);
        double total = Arrays.stream(row).map(Math::exp).sum();
        int[] order = IntStream.range(0, 3).boxed().sorted(Comparator.comparingDouble(k -> row[k])).mapToInt(k -> k).toArray();
        for (int k = 0; k < 3; k++) next[at + k] = scale * Math.exp(row[order[k]]) / total + row[order[2]] - most;
      }
      z = next;
    }
    assertArrayEquals(z, program.values("y"), 1e-12);
  }
}
