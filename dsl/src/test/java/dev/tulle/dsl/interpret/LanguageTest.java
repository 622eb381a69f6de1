package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.dsl.model.ElementType;
import org.junit.jupiter.api.Test;

/// Sentences of the language, one program each, against plain loops or numbers worked out by hand.
class LanguageTest {
  @Test
  void convolutionIsRightAtTheBorder() {
    Program program = new Program("""
        model Convolution(R = 3) {
          input x: f32[I, J]
          weight w: f32[R, R]
          let y[i: I, j: J] = sum(r, s) w[r, s] * x[i + r - 1, j + s - 1]
          output z[i, j] = y[i, j]
        }
        """);
    int rows = 4;
    int columns = 5;
    double[] x = program.normal("x", rows, columns);
    double[] w = program.normal("w", 3, 3);
    double[] expected = new double[rows * columns];
    for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) for (int r = 0; r < 3; r++) for (int s = 0; s < 3; s++) {
      int a = i + r - 1;
      int b = j + s - 1;
      if (a >= 0 && a < rows && b >= 0 && b < columns) expected[i * columns + j] += w[r * 3 + s] * x[a * columns + b];
    }
    assertArrayEquals(expected, program.values("z"), 1e-12);
  }

  @Test
  void theFirstThatExistsConcatenates() {
    Program program = new Program("""
        model Concatenate(C = 2, B = 3) {
          input a: f32[N, C]
          input b: f32[N, B]
          output y[n, c: C + B] = a[n, c] ?? b[n, c - C]
        }
        """);
    program.bind("a", floats(new int[] {2, 2}, 1, 2, 3, 4)).bind("b", floats(new int[] {2, 3}, 5, 6, 7, 8, 9, 10));
    assertArrayEquals(new double[] {1, 2, 5, 6, 7, 3, 4, 8, 9, 10}, program.values("y"));
  }

  @Test
  void segmentsAreRoutingGivenAsData() {
    Program program = new Program("""
        model Histogram(K = 4) {
          input ids: i32[T]
          input g: f32[T]
          output count_of[k: K] = count(t where ids[t] == k)
          output total[k: K] = sum(t where ids[t] == k) g[t]
          output largest[k: K] = max(t where ids[t] == k) g[t]
        }
        """);
    program.bind("ids", integers(2, 0, 2, 2, 9)).bind("g", floats(new int[] {5}, 1, 2, 4, -8, 16));
    assertArrayEquals(new double[] {1, 0, 3, 0}, program.values("count_of"));
    assertArrayEquals(new double[] {2, 0, -3, 0}, program.values("total"));
    assertArrayEquals(new double[] {2, Double.NEGATIVE_INFINITY, 4, Double.NEGATIVE_INFINITY}, program.values("largest"));
  }

  @Test
  void storedWeightsAreVisitedWhereTheyAreStored() {
    Program program = new Program("""
        model Pruned {
          input x: f32[T, D]
          weight w: f32[F, D] as nm(2, 4)
          output y[t, f] = sum(d) w[f, d] * x[t, d]
          output top[f] = max(d) w[f, d]
          output stored[f] = count(d) defined(w[f, d])
        }
        """);
    program.bind("w", floats(new int[] {2, 4}, -1, 0, -2, 0, 0, 3, 0, 0)).bind("x", floats(new int[] {1, 4}, 10, 100, 1000, 10000));
    assertArrayEquals(new double[] {-2010, 300}, program.values("y"));
    assertArrayEquals(new double[] {-1, 3}, program.values("top"));
    assertArrayEquals(new double[] {2, 1}, program.values("stored"));
  }

  @Test
  void selectionInsideGroups() {
    Program program = new Program("""
        model Prune {
          input w: f32[F, D]
          pattern kept[f, d] = topk(d by 4, 2) abs(w[f, d])
          output v[f, d] where kept[f, d] = w[f, d]
        }
        """);
    program.bind("w", floats(new int[] {1, 6}, 1, -4, 3, 4, -0.5, 0.25));
    assertArrayEquals(new boolean[] {false, true, false, true, true, true}, program.value("v").present());
    assertArrayEquals(new double[] {0, -4, 0, 4, -0.5, 0.25}, program.values("v"));
  }

  @Test
  void severalBindersSelectJointlyAndTheCountMayBeARunTimeValue() {
    Program program = new Program("""
        model Joint {
          input a: f32[B, K]
          input n: i32
          pattern best[b, k] = topk(b, k, n) a[b, k]
          output z[b, k] where best[b, k] = a[b, k]
        }
        """);
    program.bind("a", floats(new int[] {2, 3}, 5, 1, 5, 7, 5, 0)).bind("n", Value.dense(ElementType.I32, new int[0], 3));
    assertArrayEquals(new boolean[] {true, false, true, true, false, false}, program.value("z").present());
  }

  @Test
  void anOuterAndOnlyFiltersTheSelection() {
    Program program = new Program("""
        model Filter {
          input a: f32[N]
          pattern candidate[n] = a[n] < 10.0
          output outer[n] where topk(n, 1) a[n] and candidate[n] = a[n]
          output inner[n] where topk(n, 1 where candidate[n]) a[n] = a[n]
        }
        """);
    program.bind("a", floats(new int[] {3}, 1, 20, 3));
    assertArrayEquals(new boolean[] {false, false, false}, program.value("outer").present());
    assertArrayEquals(new boolean[] {false, false, true}, program.value("inner").present());
  }

  @Test
  void raggedRowsAreIntervalsWithLoadedBounds() {
    Program program = new Program("""
        model Documents {
          input start: i32[N]
          input x: f32[N]
          pattern seen[i: N, j: N] = start[i] <= j <= i
          output y[i] = mean(j where seen[i, j]) x[j]
        }
        """);
    program.bind("start", integers(0, 0, 2, 2, 9)).bind("x", floats(new int[] {5}, 1, 3, 10, 20, 7));
    assertArrayEquals(new double[] {1, 2, 10, 15, Double.NaN}, program.values("y"));
  }

  @Test
  void aCoarsePatternIsReadAtBlockGranularity() {
    Program program = new Program("""
        model Blocks {
          input x: f32[N, N]
          input pattern chosen[a: N / 2, b: N / 2]
          require N % 2 == 0
          output y[i, j] where chosen[i / 2, j / 2] = x[i, j]
        }
        """);
    program.normal("x", 4, 4);
    program.bind("chosen", Value.members(new int[] {2, 2}, true, false, false, true));
    boolean[] expected = new boolean[16];
    for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) expected[i * 4 + j] = i / 2 == j / 2;
    assertArrayEquals(expected, program.value("y").present());
  }

  @Test
  void rowsAreOrdered() {
    Program program = new Program("""
        model Order {
          input x: f32[N]
          output sorted[n] = sort(n) x[n]
          output order[n] = argsort(n) x[n]
          output place[n] = rank(n) x[n]
          output total[n] = cumsum(n) x[n]
        }
        """);
    program.bind("x", floats(new int[] {4}, 3, 1, 3, 2));
    assertArrayEquals(new double[] {1, 2, 3, 3}, program.values("sorted"));
    assertArrayEquals(new double[] {1, 3, 0, 2}, program.values("order"));
    assertArrayEquals(new double[] {2, 0, 3, 1}, program.values("place"));
    assertArrayEquals(new double[] {3, 4, 7, 9}, program.values("total"));
  }

  @Test
  void storedTypesRound() {
    Program program = new Program("""
        model Stored {
          input x: f32[N]
          let half[n]: f16 = x[n]
          output back[n] = half[n] * 2.0
          output code[n]: i8 = cast(i8, round(x[n] * 100.0))
        }
        """);
    program.bind("x", floats(new int[] {3}, 0.1, -2, 1e6));
    assertArrayEquals(new double[] {0.199951171875, -4, Double.POSITIVE_INFINITY}, program.values("back"));
    assertArrayEquals(new double[] {10, -128, 127}, program.values("code"));
  }

  @Test
  void aConditionGuardsWhatItChooses() {
    Program program = new Program("""
        model Guarded {
          input x: f32[N]
          output previous[n: N] = if n > 0 then x[n - 1] else 0.0
        }
        """);
    program.bind("x", floats(new int[] {3}, 1, 2, 3));
    assertArrayEquals(new double[] {0, 1, 2}, program.values("previous"));
  }

  @Test
  void aGatheredIndexOutOfRangeIsAnErrorThatNamesIt() {
    Program program = new Program("""
        model Embed(V = 4) {
          weight table: f32[V, D]
          input ids: i32[T]
          output y[t, d] = table[ids[t], d]
        }
        """);
    double[] table = program.normal("table", 4, 2);
    program.bind("ids", integers(3, 0));
    assertArrayEquals(new double[] {table[6], table[7], table[0], table[1]}, program.values("y"));
    InterpretException wrong = assertThrows(InterpretException.class, () -> program.bind("ids", integers(3, 4)).run());
    assertEquals("[R0106] index 4 into axis 0 of `table`, which has 4 positions (from `ids`, where t = 1)", wrong.getMessage());
  }

  @Test
  void aSparseOutputHasTheElementsOfItsWhere() {
    Program program = new Program("""
        model Threshold {
          input x: f32[N]
          output z[n] where abs(x[n]) > 1.0 = x[n] * x[n]
        }
        """);
    program.bind("x", floats(new int[] {4}, 2, 0.5, -3, Double.NaN));
    assertArrayEquals(new boolean[] {true, false, true, false}, program.value("z").present());
    assertArrayEquals(new double[] {4, 0, 9, 0}, program.values("z"));
  }

  @Test
  void randomPatternsComeFromTheirSeedAndIndices() {
    Program program = new Program("""
        model Random {
          size N
          pattern drawn[i: N, j: N] = uniform(7, i, j) < 0.25
          output share[i: N] = count(j: N where drawn[i, j])
          output u[i: N] = uniform(7, i, 3)
        }
        """);
    program.size("N", 200);
    double[] u = program.values("u");
    for (int i = 0; i < 200; i++) {
      assertEquals(Philox.uniform(7, i, 3, 0, 0), u[i]);
      assertEquals(Philox.uniform(7, i, 3, 0, 0) < 0.25, program.value("drawn").isMember(i * 200 + 3));
    }
  }

  @Test
  void attentionOverAnEmptyRowIsZero() {
    Program program = new Program("""
        model Empty {
          input s: f32[N, M]
          input v: f32[M]
          input pattern seen[i: N, j: M]
          let p[i, j] where seen[i, j] = softmax(j where seen[i, j]) s[i, j]
          output o[i] = sum(j) p[i, j] * v[j]
        }
        """);
    program.bind("s", floats(new int[] {2, 2}, 5, 6, 7, 7)).bind("v", floats(new int[] {2}, 10, 20));
    program.bind("seen", Value.members(new int[] {2, 2}, false, false, true, true));
    assertArrayEquals(new double[] {0, 15}, program.values("o"), 1e-14);
  }

  @Test
  void aRowMayHaveSeveralIndices() {
    Program program = new Program("""
        model Joint {
          input a: f32[B, J, E]
          output p[b, j, e] = softmax(j, e) a[b, j, e]
        }
        """);
    double[] a = program.normal("a", 2, 3, 2);
    double[] expected = new double[12];
    for (int b = 0; b < 2; b++) {
      double total = 0;
      for (int k = 0; k < 6; k++) total += Math.exp(a[b * 6 + k]);
      for (int k = 0; k < 6; k++) expected[b * 6 + k] = Math.exp(a[b * 6 + k]) / total;
    }
    assertArrayEquals(expected, program.values("p"), 1e-14);
  }

  @Test
  void anAbsentTermOfASumIsNamedByItsDefault() {
    Program program = new Program("""
        model Correction {
          input x: f32[D]
          weight w: f32[F, D]
          weight delta: f32[F, D] as csr
          output y[f] = sum(d) (w[f, d] + (delta[f, d] ?? 0.0)) * x[d]
          output z[f] = sum(d) delta[f, d] * x[d]
        }
        """);
    program.bind("x", floats(new int[] {2}, 1, 10)).bind("w", floats(new int[] {2, 2}, 1, 2, 3, 4));
    program.bind("delta", floats(new int[] {2, 2}, 0, 5, 0, 0));
    assertArrayEquals(new double[] {71, 43}, program.values("y"));
    assertArrayEquals(new double[] {50, 0}, program.values("z"));
  }

  @Test
  void constantsSpellDiagonals() {
    Program program = new Program("""
        model Diagonals {
          const STRIDE = [1, 3]
          size N
          pattern hit[i: N, j: N] = any(r) (i - j == STRIDE[r])
          output row[i: N] = count(j where hit[i, j])
        }
        """);
    program.size("N", 5);
    assertArrayEquals(new double[] {0, 1, 1, 2, 2}, program.values("row"));
  }

  @Test
  void theShortestPrefixThatReachesItsShare() {
    Program program = new Program("""
        model Nucleus {
          input p: f32[N, V]
          pattern kept[n, v] = topp(v, 0.75) p[n, v]
          output q[n, v] where kept[n, v] = p[n, v]
        }
        """);
    program.bind("p", floats(new int[] {2, 4}, 0.25, 0.5, 0.125, 0.125, 0.25, 0.25, 0.25, 0.25));
    assertArrayEquals(new boolean[] {true, true, false, false, true, true, true, false}, program.value("q").present());
  }

  @Test
  void aLayerIsUsedOnSlices() {
    Program program = new Program("""
        layer Centre(x: f32[M]) -> (y: f32[M]) {
          let middle = mean(m) x[m]
          output y[m] = x[m] - middle
        }
        model Slices {
          input x: f32[B, N, D]
          output z[b, n, d] = Centre(x[b, n, :])[d]
        }
        """);
    program.bind("x", floats(new int[] {1, 2, 2}, 1, 3, 10, 30));
    assertArrayEquals(new double[] {-1, 1, -10, 10}, program.values("z"));
  }

  @Test
  void aLayerInsideALayerIsAnotherCallInEachCallOfTheOuterOne() {
    Program program = new Program("""
        layer Increment(x: f32[N]) -> (y: f32[N]) {
          output y[n] = x[n] + 1.0
        }
        layer Twice(x: f32[N]) -> (y: f32[N]) {
          let more = Increment(x)
          output y[n] = 2.0 * more[n]
        }
        model Nested {
          input x: f32[N]
          let a = Twice(x)
          let b = Twice(a)
          output z[n] = b[n]
        }
        """);
    program.bind("x", floats(new int[] {2}, 0, 3));
    assertArrayEquals(new double[] {6, 18}, program.values("z"));
  }

  @Test
  void integersDivideByFloorAndWrap() {
    Program program = new Program("""
        model Integers {
          input a, b: i32[N]
          output quotient[n] = a[n] / b[n]
          output remainder[n] = a[n] % b[n]
          output square[n] = a[n] * a[n]
          output total = sum(n) a[n]
        }
        """);
    program.bind("a", integers(-7, 7, 100000, Integer.MAX_VALUE)).bind("b", integers(2, -2, 0, 10));
    assertArrayEquals(new double[] {-4, -4, 0, 214748364}, program.values("quotient"));
    assertArrayEquals(new double[] {1, -1, 0, 7}, program.values("remainder"));
    assertArrayEquals(new double[] {49, 49, 1410065408, 1}, program.values("square"));
    assertArrayEquals(new double[] {Integer.MIN_VALUE + 99999}, program.values("total"));
  }

  private static Value floats(int[] shape, double... values) {
    return Value.dense(ElementType.F32, shape, values);
  }

  private static Value integers(double... values) {
    return Value.dense(ElementType.I32, new int[] {values.length}, values);
  }
}
