package dev.tulle.kernel.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.probe.ProbeKernels;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Kernels as the compiler builds them, which must pass, each with small changes that must not.
class VerifierTest {
  private static final String MATMUL = """
      size n: i32
      size k: i32
      size m: i32
      buffer a: f32[n, k] read
      buffer b: f32[k, m] read
      buffer c: f32[n, m] write
      grid i < (n + 3) / 4
      {
        let rows: i32 = min(n - i * 4, 4)
        for r = 0 to rows {
          let row: i32 = i * 4 + r
          for j = 0 to m step 8 {
            var s: f32x8 = vector(8, 0.0f)
            for p = 0 to k {
              s = fma(splat(8, a[row, p]), b[p, j]:f32x8, s)
            }
            c[row, j] = s
          }
          let rest: i32 = m / 8 * 8
          let tail: boolx8 = prefix(8, m - rest)
          var s: f32x8 = vector(8, 0.0f)
          for p = 0 to k {
            s = fma(splat(8, a[row, p]), b[p, rest; tail]:f32x8, s)
          }
          c[row, rest; tail] = s
        }
      }
      """;

  private static final String CSR = """
      size rows: i32
      size m: i32
      size n: i32
      size w.stored: i64
      buffer offsets: i64[rows + 1] read values 0L to w.stored + 1L
      buffer indices: i32[w.stored] read values 0 to m
      buffer values: f32[w.stored] read
      buffer x: f32[m, n] read
      buffer y: f32[rows, n] write
      grid r < rows
      {
        let first: i64 = offsets[r]
        let last: i64 = offsets[r + 1]
        for j = 0 to n {
          var s: f32 = 0.0f
          for p = first to last {
            s = s + values[p] * x[indices[p], j]
          }
          y[r, j] = s
        }
      }
      """;

  private static final String TOP_K = """
      size n: i32
      size m: i32
      buffer x: f32[n, m] read
      buffer best: i32[n, 4] write values 0 to m
      grid t < n
      {
        alloc item value: f32[4]
        alloc item index: i32[4]
        var count: i32 = 0
        for j = 0 to m {
          let v: f32 = x[t, j]
          if count < 4 {
            value[count] = v
            index[count] = j
            count = count + 1
          } else {
            if v > value[3] {
              value[3] = v
              index[3] = j
            }
          }
          var at: i32 = count - 1
          while at > 0 bound 4 {
            let before: i32 = at - 1
            if value[at] > value[before] {
              let swap: f32 = value[at]
              value[at] = value[before]
              value[before] = swap
            }
            at = at - 1
          }
        }
        for q = 0 to count {
          if index[q] >= 0 & index[q] < m {
          }
          let chosen: i32 = index[q]
          if chosen >= 0 & chosen < m {
            best[t, q] = chosen
          }
        }
      }
      """;

  private static final String CONVOLUTION = """
      size h: i32
      size w: i32
      buffer x: f32[h, w, 8] read
      buffer k: f32[3, 3, 8] read
      buffer y: f32[h, w] write
      grid i < h
      grid j < w
      {
        var s: f32 = 0.0f
        for u = 0 to 3 {
          for v = 0 to 3 {
            let a: i32 = i + u - 1
            let b: i32 = j + v - 1
            if a >= 0 & a < h & b >= 0 & b < w {
              s = s + fold_add(x[a, b, 0]:f32x8 * k[u, v, 0]:f32x8)
            }
          }
        }
        y[i, j] = s
      }
      """;

  private static final String WINDOW = """
      size n: i32
      size d: i32
      buffer q: f32[n, d] read
      buffer k: f32[n, d] read
      buffer y: f32[n] write
      grid i < n
      {
        var most: f32 = -inf
        for j = max(i - 255, 0) to min(i + 1, n) {
          var s: f32 = 0.0f
          for e = 0 to d {
            s = s + q[i, e] * k[j, e]
          }
          most = max(most, s)
        }
        y[i] = most
      }
      """;

  private static final String BLOCKS = """
      size n: i32
      size m: i32
      size stored: i64
      buffer offsets: i64[(n + 15) / 16 + 1] read values 0L to stored + 1L
      buffer indices: i32[stored] read values 0 to (m + 7) / 8
      buffer blocks: f32[stored, 16, 8] read
      buffer x: f32[m] read
      buffer y: f32[n] write
      grid br < (n + 15) / 16
      {
        alloc item acc: f32[16]
        for p = offsets[br] to offsets[br + 1] {
          let bc: i32 = indices[p]
          for v = 0 to min(m - bc * 8, 8) {
            for u = 0 to 16 {
              acc[u] = acc[u] + blocks[p, u, v] * x[bc * 8 + v]
            }
          }
        }
        for u = 0 to min(n - br * 16, 16) {
          y[br * 16 + u] = acc[u]
        }
      }
      """;

  private static final String SEARCH = """
      size n: i32
      size m: i32
      buffer keys: i32[n] read
      buffer x: i32[m] read
      buffer y: i32[m] write values 0 to n + 1
      grid t < m
      {
        var low: i32 = 0
        var high: i32 = n
        while low < high bound 32 {
          let middle: i32 = (low + high) / 2
          if keys[middle] < x[t] {
            low = middle + 1
          } else {
            high = middle
          }
        }
        y[t] = low
      }
      """;

  private static final String GATHER = """
      size t: i32
      size v: i32
      size d: i32
      fact d > 0
      buffer ids: i32[t] read values 0 to v
      buffer table: f16[v, d] read
      buffer y: f32[t, d] write
      grid g < i64(t) * i64(d)
      {
        let row: i64 = g / i64(d)
        let column: i64 = g % i64(d)
        y[row, column] = table[ids[row], column]
      }
      """;

  private static final String REGISTER_TILE = """
      size n: i32
      size m: i32
      size k: i32
      buffer a: f32[(n + 3) / 4, k, 4] read
      buffer b: f32[k, m] read
      buffer c: f32[n, m] write
      grid i < n / 4
      {
        for j = 0 to m step 16 {
          var s0: f32x16 = vector(16, 0.0f)
          var s1: f32x16 = vector(16, 0.0f)
          for p = 0 to k {
            let v: f32x16 = b[p, j]:f32x16
            s0 = fma(splat(16, a[i, p, 0]), v, s0)
            s1 = fma(splat(16, a[i, p, 3]), v, s1)
          }
          c[i * 4, j] = s0
          c[i * 4 + 3, j] = s1
        }
      }
      """;

  private static final String HISTOGRAM = """
      size n: i32
      size e: i32
      buffer expert: i32[n] read values 0 to e
      buffer count: i32[e] read_write
      grid t < n
      {
        atomic add count[expert[t]] = 1
      }
      """;

  static final String PINNED = """
      size n: i32
      buffer x: f32[n] read
      buffer y: f32[1] write
      grid t < n
      {
        if t == 0 {
          y[0] = x[t]
        }
      }
      """;

  static Kernel kernel(String text) {
    try {
      return KernelParser.parse("tulle-kernel 1\nkernel k\n" + text);
    } catch (KernelTextException e) {
      throw new AssertionError(text, e);
    }
  }

  private static void accept(String text) {
    Verifier.verify(kernel(text));
  }

  /// Verifies `text` with `from` changed to `to` and expects a violation that contains `message`.
  static void refuse(String text, String from, String to, String message) {
    Assertions.assertTrue(text.contains(from), "the kernel has no " + from);
    Kernel kernel = kernel(text.replace(from, to));
    String found = Assertions.assertThrows(CompilerBug.class, () -> Verifier.verify(kernel), from + " -> " + to).getMessage();
    assertTrue(found.contains(message), found);
  }

  @TestFactory
  Stream<DynamicTest> acceptsTheProbeKernels() {
    return ProbeKernels.all().stream().map(k -> DynamicTest.dynamicTest(k.name(), () -> Verifier.verify(k)));
  }

  @Test
  void matmulWithLanesAndMaskedTail() {
    accept(MATMUL);
    refuse(MATMUL, "min(n - i * 4, 4)", "4", "axis 0 of a: not proved: 4 * i + r + 1 <= n");
    refuse(MATMUL, "prefix(8, m - rest)", "prefix(8, m - rest + 1)", "axis 1 of b");
    refuse(MATMUL, "i * 4 + r", "i * 3 + r", "different groups touch different elements of c");
    refuse(MATMUL, "for p = 0 to k {", "for p = 0 to k + 1 {", "axis 1 of a: not proved: p + 1 <= k");
  }

  @Test
  void csrRows() {
    accept(CSR);
    refuse(CSR, "indices: i32[w.stored] read values 0 to m", "indices: i32[w.stored] read", "x[indices[p], j]: axis 0 of x");
    refuse(CSR, "offsets: i64[rows + 1]", "offsets: i64[rows]", "offsets[r + 1]: axis 0 of offsets");
    refuse(CSR, "values 0L to w.stored + 1L", "values 0L to w.stored + 2L", "values[p]: axis 0");
    refuse(CSR, "y[r, j] = s", "y[indices[0], j] = s", "different groups");
  }

  @Test
  void topKWithInsertion() {
    accept(TOP_K);
    refuse(TOP_K, "if count < 4 {", "if count < 5 {", "value[count] = v: axis 0");
    refuse(TOP_K, "while at > 0 bound 4", "while at >= 0 bound 4", "value[before]: axis 0");
    refuse(TOP_K, "if chosen >= 0 & chosen < m {", "if chosen >= 0 {", "the value of an element of best");
  }

  @Test
  void convolutionWithGuards() {
    accept(CONVOLUTION);
    refuse(CONVOLUTION, "b >= 0 & b < w", "b >= 0", "x[a, b, 0]: axis 1 of x");
    refuse(CONVOLUTION, "y[i, j] = s", "y[i, 0] = s", "y[i, 0] = s: no proof that different groups");
    refuse(CONVOLUTION, "y[i, j] = s", "if j > 0 {\n y[i, j / 2] = s\n }", "different groups");
  }

  @Test
  void lanesUnderAMaskThatIsAComparison() {
    String text = """
        size n: i32
        size v: i32
        buffer x: f32[n] read
        buffer ids: i32[n] read
        buffer table: f32[v, n] read
        buffer y: f32[n] write
        grid t < 1
        {
          for j = 0 to n step 8 {
            let at: i32x8 = splat(8, j) + iota(8) - vector(8, 2)
            let inside: boolx8 = vector(8, 0) <= at & at < splat(8, n)
            let id: i32 = ids[j]
            let found: f32x8 = table[id, j; splat(8, id >= 0 & id < v)]:f32x8
            y[j] = select(inside, x[j - 2; inside]:f32x8, x[j; not(inside)]:f32x8) + found
          }
        }
        """;
    accept(text);
    refuse(text, "x[j - 2; inside]", "x[j - 3; inside]", "axis 0 of x: not proved");
    refuse(text, "x[j - 2; inside]", "x[j - 2]", "axis 0 of x: not proved");
    refuse(text, "id >= 0 & id < v", "id >= 0", "axis 0 of table: not proved");
    refuse(text, "y[j] =", "y[j + 1] =", "axis 0 of y: not proved");
  }

  @Test
  void windowFromMaximumToMinimum() {
    accept(WINDOW);
    refuse(WINDOW, "max(i - 255, 0)", "i - 255", "k[j, e]: axis 0");
    refuse(WINDOW, "min(i + 1, n)", "i + 2", "k[j, e]: axis 0");
  }

  @Test
  void blocksWithRaggedEdges() {
    accept(BLOCKS);
    refuse(BLOCKS, "min(m - bc * 8, 8)", "8", "x[bc * 8 + v]: axis 0");
    refuse(BLOCKS, "min(n - br * 16, 16)", "min(n - br * 16, 17)", "acc[u]: axis 0");
  }

  @Test
  void binarySearch() {
    accept(SEARCH);
    refuse(SEARCH, "var high: i32 = n", "var high: i32 = n + 1", "keys[middle]: axis 0");
    refuse(SEARCH, "values 0 to n + 1", "values 0 to n", "the value of an element of y");
  }

  @Test
  void gatherOverAFlatGrid() {
    accept(GATHER);
    refuse(GATHER, "grid g < i64(t) * i64(d)", "grid g < i64(t) * i64(d) + 1L", "axis 0");
    refuse(GATHER, "fact d > 0\n", "", "axis");
  }

  @Test
  void registerTilesWriteTheirOwnRows() {
    accept(REGISTER_TILE);
    refuse(REGISTER_TILE, "c[i * 4 + 3, j] = s1", "c[i * 4 + 4, j] = s1", "c[i * 4 + 4, j] = s1: axis 0 of c");
    refuse(REGISTER_TILE, "c[i * 4, j]", "c[i * 3, j]", "different groups");
  }

  @Test
  void atomicsMayMeetAtomicsOnly() {
    accept(HISTOGRAM);
    refuse(HISTOGRAM, "atomic add count[expert[t]] = 1", "count[expert[t]] = 1", "different groups");
    refuse(HISTOGRAM, "atomic add count[expert[t]] = 1", "atomic add count[expert[t]] = 1 count[t % e] = 2", "count");
  }

  @Test
  void aTileOfTheGridSaysThatItsSizeIsNotZero() {
    String text = """
        size n: i32
        buffer x: f32[n] read
        buffer y: f32[(n + 15) / 16] write
        grid t < (n + 15) / 16
        {
          y[t] = x[max(min(t * 16 + 20, n - 1), 0)]
        }
        """;
    accept(text);
    refuse(text, "n - 1), 0)", "n - 1), 1)", "axis 0 of x: not proved");
  }

  @Test
  void aConditionMayPinTheGroup() {
    accept(PINNED);
    refuse(PINNED, "t == 0", "t < 2", "y[0] = x[t]: no proof that different groups touch different elements of y");
  }

  @Test
  void itemsOfOnePhaseStayApart() {
    String text = """
        buffer y: i32[128] write
        grid t < 2
        {
          alloc group a: i32[64]
          items l < 64 {
            a[l] = l
          }
          items l < 64 {
            y[t * 64 + l] = a[63 - l]
          }
        }
        """;
    accept(text);
    refuse(text, "a[l] = l", "a[l] = a[63 - l]", "different items of one phase touch different elements of a");
    refuse(text, "t * 64 + l", "t * 64 + l / 2", "different items of one phase touch different elements of y");
    refuse(text, "t * 64 + l", "t * 32 + l", "different groups touch different elements of y");
    refuse(text, "a[l] = l", "a[l + t] = l", "axis 0 of a: not proved");
  }

  /// Rows in strides of the items' columns, columns in runs of four: the digits of a place say which item's it is.
  @Test
  void anItemHasASquareOfElements() {
    String text = """
        buffer y: f32[16, 32] write
        {
          items l < 32 {
            for r = 0 to 4 {
              for c = 0 to 4 {
                y[r * 4 + l / 8, l % 8 * 4 + c] = 0.0f
              }
            }
          }
        }
        """;
    accept(text);
    refuse(text, "r * 4 + l / 8", "r * 3 + l / 8", "different items of one phase touch different elements of y");
    refuse(text, "l % 8 * 4", "l % 8 * 3", "different items of one phase touch different elements of y");
  }

  @Test
  void aProductOfUnknown32BitSizesIsNotTrusted() {
    String text = """
        size n: i32
        size m: i32
        buffer x: f32[i64(n) * i64(m)] read
        buffer y: f32[n, m] write
        grid i < n
        {
          for j = 0 to m {
            y[i, j] = x[i64(i) * i64(m) + i64(j)]
          }
        }
        """;
    accept(text);
    refuse(text, "i64(i) * i64(m) + i64(j)", "i * m + j", "axis 0 of x");
  }

  private static final String REMAINDER = """
      size m: i32
      buffer order: i32[m] read
      buffer x: f32[m] read
      buffer y: f32[m] write
      grid r < m
      {
        let i: i32 = order[r]
        if i >= 0 & i < m {
          y[r] = select(i % 3 == 0, x[i % 4], x[1])
        }
      }
      """;

  @Test
  void aLoadedIndexThatIsNotAMultipleIsPositive() {
    accept(REMAINDER);
    refuse(REMAINDER, "i >= 0 & ", "i >= 2 | ", "not proved");
    refuse(REMAINDER, "i % 3 == 0", "i % 3 == 1", "not proved: 2 <= m");
  }

  private static final String MINIMA = """
      size m: i32
      size k: i32
      buffer x: f32[i64(k) * i64(m) + 1L] read
      buffer z: f32[4L * i64(m) + 1L] read
      buffer y: f32[k, m] write
      grid block < (k + 3) / 4
      {
        let to: i32 = min(min(k, block * 4 + 4), 2)
        for j = block * 4 to to {
          for l = 0 to m {
            let at: i64 = i64(j) * i64(m) + i64(l)
            y[j, l] = x[at] + z[at + 1L]
          }
        }
      }
      """;

  @Test
  void aMinimumOfMinimaBoundsAProduct() {
    accept(MINIMA);
    refuse(MINIMA, "block * 4 + 4), 2)", "block * 4 + 4), 5)", "z[at + 1L]");
    refuse(MINIMA, "min(k, block * 4 + 4)", "min(k + 1, block * 4 + 4)", "x[at]");
  }
}
