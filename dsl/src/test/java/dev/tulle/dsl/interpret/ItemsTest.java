package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.dsl.model.ElementType;
import org.junit.jupiter.api.Test;

/// The items of a model (section 2 of the language) that are neither loops nor states, against plain loops.
class ItemsTest {
  @Test
  void aSparseInputHasTheElementsThatAreBound() {
    Program program = new Program("""
        model Bags {
          input d: f32[N, V] as csr
          weight e: f32[V, D]
          output y[n, k] = sum(v) d[n, v] * e[v, k]
          output stored[n] = count(v) defined(d[n, v])
        }
        """);
    double[] e = program.normal("e", 3, 2);
    program.bind("d", Value.sparse(ElementType.F32, new int[] {2, 3}, new double[] {2, 0, 0, 0, -1, 4},
        new boolean[] {true, false, true, false, true, true}));
    double[] expected = {2 * e[0], 2 * e[1], -e[2] + 4 * e[4], -e[3] + 4 * e[5]};
    assertArrayEquals(expected, program.values("y"), 1e-12);
    assertArrayEquals(new double[] {2, 2}, program.values("stored"));
  }

  @Test
  void weightsAreStoredSparseInAnyFormat() {
    Program program = new Program("""
        model Formats {
          weight a: f32[F, D] as csr
          weight b: f32[F, D] as blocks(2, 2)
          weight c: f32[F, D] as nm(1, 2)
          input x: f32[D]
          output ya[f] = sum(d) a[f, d] * x[d]
          output yb[f] = sum(d) b[f, d] * x[d]
          output yc[f] = sum(d) c[f, d] * x[d]
          output largest[f] = max(d) b[f, d]
          output small[f] = min(d) c[f, d]
          pattern both[f: F, d: D] = defined(a[f, d]) and defined(c[f, d])
          output shared = count(f, d) both[f, d]
        }
        """);
    int[] shape = {2, 4};
    double[] a = {0, 1, 0, 2, 3, 0, 0, 0};
    double[] b = {0, 0, -1, 0, 0, 0, 0, -2};
    double[] c = {0, 5, 0, 6, 7, 0, 0, 0};
    program.bind("a", floats(shape, a)).bind("b", floats(shape, b)).bind("c", floats(shape, c));
    double[] x = program.normal("x", 4);
    for (String name : new String[] {"a", "b", "c"}) {
      double[] w = name.equals("a") ? a : name.equals("b") ? b : c;
      double[] y = new double[2];
      for (int f = 0; f < 2; f++) for (int d = 0; d < 4; d++) y[f] += w[f * 4 + d] * x[d];
      assertArrayEquals(y, program.values("y" + name), 1e-12);
    }
    // The block of `b` is an element everywhere, zeros too; `c` has what is stored.
    assertArrayEquals(new double[] {0, 0}, program.values("largest"));
    assertArrayEquals(new double[] {5, 7}, program.values("small"));
    assertEquals(3, program.values("shared")[0]);
  }

  @Test
  void patternsAreGivenAndTensorsAreDeclaredOnThem() {
    Program program = new Program("""
        model Given {
          weight pattern kept[f: F, d: D]
          input pattern seen[t: T]
          weight w: f32[f: F, d: D] where kept[f, d]
          input x: f32[t: T, d: D] where seen[t]
          pattern narrow[f: F] = count(d where kept[f, d]) < 2
          output y[t: T, f: F] where seen[t] and narrow[f] = sum(d) w[f, d] * x[t, d]
        }
        """);
    boolean[] kept = program.pattern("kept", 4, 3);
    boolean[] seen = program.pattern("seen", 5);
    double[] w = program.normal("w", 4, 3);
    double[] x = program.normal("x", 5, 3);
    for (int t = 0; t < 5; t++) for (int f = 0; f < 4; f++) {
      int members = 0;
      double y = 0;
      for (int d = 0; d < 3; d++) {
        if (!kept[f * 3 + d]) continue;
        members++;
        y += w[f * 3 + d] * x[t * 3 + d];
      }
      assertEquals(seen[t] && members < 2, program.value("y").exists(t * 4 + f));
      if (seen[t] && members < 2) assertEquals(y, program.values("y")[t * 4 + f], 1e-12);
    }
  }

  @Test
  void sizesAreGivenRequiredAndConstantsAreCompiledIn() {
    Program program = new Program("""
        model Sizes(BLOCK = 4) {
          size N
          require N % BLOCK == 0
          const HALF = BLOCK / 2
          const TABLE = [0.5, 1.5]
          const SHIFT = [1, 7, 49]
          let whole: i32 = sum(r) SHIFT[r]
          output y[b: N / BLOCK] = TABLE[b % 2] * cast(f32, whole + HALF)
        }
        """);
    assertArrayEquals(new double[] {29.5, 88.5, 29.5}, program.size("N", 12).values("y"));
    assertEquals("[R0104] the model requires N % BLOCK == 0, which does not hold for N = 6",
        assertThrows(InterpretException.class, program.size("N", 6)::run).getMessage());
  }

  @Test
  void aPatternOfWeightsAloneIsReadByInputs() {
    Program program = new Program("""
        model Prune(KEEP = 2) {
          weight w: f32[F, D]
          input x: f32[D]
          pattern kept[f, d] = topk(d, KEEP) abs(w[f, d])
          let v[f, d]: f16 where kept[f, d] = w[f, d]
          output y[f] = sum(d) v[f, d] * x[d]
        }
        """);
    program.bind("w", floats(new int[] {1, 4}, 0.1, -3, 2, 0.5)).bind("x", floats(new int[] {4}, 1000, 1, 10, 1000));
    assertArrayEquals(new double[] {17}, program.values("y"));
  }

  @Test
  void layersHaveDefaultsPatternsSeveralResultsAndWeightsOfTheirCall() {
    Program program = new Program("""
        layer Attend(x: f32[T, D], pattern seen[i: T, j: T], scale = 2.0) -> (y: f32[T, D], mass: f32[T]) {
          weight w: f32[D]
          let s[i, j] where seen[i, j] = scale * (sum(d) x[i, d] * w[d] * x[j, d])
          let p[i, j] where seen[i, j] = softmax(j) s[i, j]
          output y[i, d] = sum(j) p[i, j] * x[j, d]
          output mass[i] = sum(j) s[i, j]
        }
        layer Square(x: f32) -> (y: f32) { output y = x * x }
        model Net {
          input x: f32[T, D]
          pattern causal[i: T, j: T] = j <= i
          let (a, mass) = Attend(x, causal)
          let b = Attend(a, causal, scale = 0.5)
          output y[t, d] = b.y[t, d] + Square(mass[t])
        }
        """);
    double[] x = program.normal("x", 3, 2);
    double[][] w = {program.normal("a.w", 2), program.normal("b.w", 2)};
    double[] h = x;
    double[] mass = null;
    for (int layer = 0; layer < 2; layer++) {
      double[] y = new double[6];
      double[] sums = new double[3];
      for (int i = 0; i < 3; i++) {
        double total = 0;
        for (int j = 0; j <= i; j++) {
          double s = 0;
          for (int d = 0; d < 2; d++) s += (layer == 0 ? 2 : 0.5) * h[i * 2 + d] * w[layer][d] * h[j * 2 + d];
          sums[i] += s;
          total += Math.exp(s);
          for (int d = 0; d < 2; d++) y[i * 2 + d] += Math.exp(s) * h[j * 2 + d];
        }
        for (int d = 0; d < 2; d++) y[i * 2 + d] /= total;
      }
      h = y;
      if (layer == 0) mass = sums;
    }
    double[] expected = h.clone();
    for (int i = 0; i < 6; i++) expected[i] += mass[i / 2] * mass[i / 2];
    assertArrayEquals(expected, program.values("y"), 1e-12);
  }

  private static Value floats(int[] shape, double... values) {
    return Value.dense(ElementType.F32, shape, values);
  }
}
