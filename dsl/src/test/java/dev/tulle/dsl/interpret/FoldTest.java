package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.tulle.dsl.model.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `fold` (section 7 of the language), against plain loops.
class FoldTest {
  private static Value floats(int[] shape, double... values) {
    return Value.dense(ElementType.F32, shape, values);
  }

  @Test
  void elementsAreBlendedInTheOrderOfThePattern() {
    Program program = new Program("""
        model Blend {
          size HEIGHT, WIDTH
          input u, v, opacity, depth: f32[G]
          input conic, shade: f32[G, 3]
          input background: f32[3]
          pattern hits[ty: HEIGHT / 4 + 1, tx: WIDTH / 4 + 1, g: G] =
            abs(u[g] - cast(f32, 4 * tx + 2)) < 5.0 and abs(v[g] - cast(f32, 4 * ty + 2)) < 5.0 order g by depth[g]
          fold [y: HEIGHT, x: WIDTH] (g where hits[y / 4, x / 4, g]) with (light = 1.0, color[c: 3] = 0.0) {
            let dx = u[g] - cast(f32, x)
            let dy = v[g] - cast(f32, y)
            let power = -0.5 * (conic[g, 0] * dx * dx + conic[g, 2] * dy * dy) - conic[g, 1] * dx * dy
            let alpha = min(0.99, opacity[g] * exp(power))
            skip if power > 0.0 or alpha < 1.0 / 255.0
            stop if light * (1.0 - alpha) < 0.01
            next color[c] = color[c] + light * alpha * shade[g, c]
            next light = light * (1.0 - alpha)
          }
          output rgb[y: HEIGHT, x: WIDTH, c] = color[y, x, c] + light[y, x] * background[c]
        }
        """);
    int height = 7;
    int width = 9;
    int count = 30;
    double[] u = program.integers("u", width, count);
    program.bind("u", floats(new int[] {count}, u));
    double[] v = program.integers("v", height, count);
    program.bind("v", floats(new int[] {count}, v));
    double[] depth = program.integers("depth", 8, count);
    program.bind("depth", floats(new int[] {count}, depth));
    double[] opacity = new double[count];
    double[] conic = new double[3 * count];
    for (int g = 0; g < count; g++) {
      opacity[g] = 0.3 + 0.7 * g / count;
      conic[3 * g] = 0.2 + 0.01 * g;
      conic[3 * g + 1] = 0.05;
      conic[3 * g + 2] = 0.3;
    }
    program.bind("opacity", floats(new int[] {count}, opacity)).bind("conic", floats(new int[] {count, 3}, conic));
    double[] shade = program.normal("shade", count, 3);
    double[] background = program.normal("background", 3);
    program.size("HEIGHT", height).size("WIDTH", width);

    double[] expected = new double[height * width * 3];
    for (int y = 0; y < height; y++) for (int x = 0; x < width; x++) {
      List<Integer> hits = new ArrayList<>();
      for (int g = 0; g < count; g++) {
        if (Math.abs(u[g] - (4 * (x / 4) + 2)) < 5 && Math.abs(v[g] - (4 * (y / 4) + 2)) < 5) hits.add(g);
      }
      hits.sort(Comparator.comparingDouble(g -> depth[g]));
      double light = 1;
      double[] color = new double[3];
      for (int g : hits) {
        double dx = u[g] - x;
        double dy = v[g] - y;
        double power = -0.5 * (conic[3 * g] * dx * dx + conic[3 * g + 2] * dy * dy) - conic[3 * g + 1] * dx * dy;
        double alpha = Math.min(0.99, opacity[g] * Math.exp(power));
        if (power > 0 || alpha < 1.0 / 255) continue;
        if (light * (1 - alpha) < 0.01) break;
        for (int c = 0; c < 3; c++) color[c] += light * alpha * shade[3 * g + c];
        light *= 1 - alpha;
      }
      for (int c = 0; c < 3; c++) expected[(y * width + x) * 3 + c] = color[c] + light * background[c];
    }
    assertArrayEquals(expected, program.values("rgb"), 1e-12);
  }

  @Test
  void skipDiscardsAnElementAndStopEndsTheRowBeforeIt() {
    Program program = new Program("""
        model Discard {
          input x: f32[B, K]
          fold [b: B] (k where x[b, k] > 0.0) with (total = 0.0, seen = 0) {
            skip if x[b, k] == 1.0
            stop if total + x[b, k] > 10.0
            next total = total + x[b, k]
            next seen = seen * 10 + k
          }
          output y[b] = total[b]
          output which[b] = seen[b]
        }
        """);
    program.bind("x", floats(new int[] {3, 5}, -1, 2, 1, 3, 4, 6, 6, 1, 1, 1, -1, -1, -1, -1, -1));
    assertArrayEquals(new double[] {9, 6, 0}, program.values("y"));
    assertArrayEquals(new double[] {134, 0, 0}, program.values("which"));
  }

  @Test
  void keysThatAreEqualKeepTheIndexOrderAndNaNComesLast() {
    Program program = new Program("""
        model Ordered {
          input key: f32[B, K]
          pattern all_of[b: B, k: K] = k != 2 order k by key[b, k]
          pattern some[b, k] = all_of[b, k] and k < 5
          fold [b: B] (k where some[b, k]) with (seen = 0) {
            next seen = seen * 10 + k
          }
          output which[b] = seen[b]
        }
        """);
    program.bind("key", floats(new int[] {2, 6}, 3, 1, 0, Double.NaN, 1, -9, 0.0, -0.0, 0, -1, 0, 0));
    assertArrayEquals(new double[] {1403, 3014}, program.values("which"));
  }

  @Test
  void allNewValuesReadTheOldOnesAndVectorsMayChangeInParts() {
    Program program = new Program("""
        model Swap {
          input x: f32[K]
          fold (k: K) with (a = 1.0, b = 2.0, v[c: 3] = cast(f32, c)) {
            let w[c: 3] = v[c] * x[k]
            next a = b
            next b = a + x[k]
            next v[c] where c == k % 3 = w[c] + (sum(d) v[d])
          }
          output y = a
          output z = b
          output u[c: 3] = v[c]
        }
        """);
    double[] x = program.normal("x", 4);
    double a = 1;
    double b = 2;
    double[] v = {0, 1, 2};
    for (int k = 0; k < 4; k++) {
      double old = a;
      a = b;
      b = old + x[k];
      v[k % 3] = v[k % 3] * x[k] + (v[0] + v[1] + v[2]);
    }
    assertArrayEquals(new double[] {a, b}, new double[] {program.values("y")[0], program.values("z")[0]}, 1e-12);
    assertArrayEquals(v, program.values("u"), 1e-12);
  }

  @Test
  void aFoldInsideARepeatAndInALayerOnSlices() {
    Program program = new Program("""
        layer Scan(x: f32[K], w: f32[K]) -> (y: f32) {
          fold (k: K) with (s = 0.0) {
            next s = 0.5 * s + w[k] * x[k]
          }
          output y = s
        }
        model Both {
          input x: f32[B, K]
          weight w: f32[L, K]
          repeat l: L with (h[b, k] = x[b, k]) {
            let s[b: B] = Scan(h[b, :], w[l, :])
            next h[b, k] = h[b, k] + s[b]
          }
          output y[b, k] = h[b, k]
        }
        """);
    double[] h = program.normal("x", 2, 3).clone();
    double[] w = program.normal("w", 2, 3);
    for (int l = 0; l < 2; l++) for (int b = 0; b < 2; b++) {
      double s = 0;
      for (int k = 0; k < 3; k++) s = 0.5 * s + w[3 * l + k] * h[3 * b + k];
      for (int k = 0; k < 3; k++) h[3 * b + k] += s;
    }
    assertArrayEquals(h, program.values("y"), 1e-12);
  }

  @Test
  void whichElementsARowHasMayBeSelectedAndOrderedByWhatIsComputed() {
    Program program = new Program("""
        model Selected {
          input s: f32[B, K]
          let centre[b] = mean(k) s[b, k]
          pattern best[b, k] = topk(k, 3) s[b, k] order k by abs(s[b, k] - centre[b])
          fold [b: B] (k where best[b, k]) with (path = 0, peak = -inf) {
            next path = path * 10 + k
            next peak = max(peak, s[b, k] + (max(j where j < 2) s[b, j]))
          }
          output order_[b] = path[b]
          output top[b] = peak[b]
        }
        """);
    double[] s = program.normal("s", 4, 6);
    double[] path = new double[4];
    double[] peak = new double[4];
    for (int b = 0; b < 4; b++) {
      double[] row = Arrays.copyOfRange(s, b * 6, b * 6 + 6);
      double centre = Arrays.stream(row).average().orElseThrow();
      List<Integer> best = new ArrayList<>(IntStream.range(0, 6).boxed().toList());
      best.sort(Comparator.comparingDouble(k -> -row[k]));
      best = new ArrayList<>(best.subList(0, 3));
      best.sort(Comparator.comparingDouble(k -> Math.abs(row[k] - centre)));
      peak[b] = Double.NEGATIVE_INFINITY;
      for (int k : best) {
        path[b] = path[b] * 10 + k;
        peak[b] = Math.max(peak[b], row[k] + Math.max(row[0], row[1]));
      }
    }
    assertArrayEquals(path, program.values("order_"));
    assertArrayEquals(peak, program.values("top"), 1e-12);
  }

  @Test
  void aRowWithoutElementsKeepsItsFirstValuesWhichMayReadTheRow() {
    Program program = new Program("""
        model First {
          input x: f32[B, K]
          fold [b: B] (k where x[b, k] > 10.0) with (a = cast(f32, b), v[c: 2] = cast(f32, 10 * b + c)) {
            next a = a + x[b, k]
            next v[c] = -1.0
          }
          output y[b] = a[b]
          output z[b, c] = v[b, c]
        }
        """);
    program.bind("x", floats(new int[] {3, 2}, 1, 2, 3, 40, 5, 6));
    assertArrayEquals(new double[] {0, 41, 2}, program.values("y"));
    assertArrayEquals(new double[] {0, 1, -1, -1, 20, 21}, program.values("z"));
    program.bind("x", floats(new int[] {2, 0})).run();
    assertArrayEquals(new double[] {0, 1}, program.values("y"));
    program.bind("x", floats(new int[] {0, 2})).run();
    assertArrayEquals(new double[0], program.values("z"));
  }
}
