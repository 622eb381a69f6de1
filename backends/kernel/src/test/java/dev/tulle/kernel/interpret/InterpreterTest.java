package dev.tulle.kernel.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Small kernels in text, run in order unless a test says otherwise.
class InterpreterTest {
  private static final long[] NO_SIZES = {};

  private static Kernel kernel(String text) {
    try {
      return KernelParser.parse("tulle-kernel 1\nkernel k\n" + text);
    } catch (KernelTextException e) {
      throw new AssertionError(text, e);
    }
  }

  private static void run(String text, long[] sizes, MemorySegment... buffers) {
    new Interpreter(kernel(text)).run(sizes, List.of(buffers), Segments.status(4));
  }

  private static String bug(String text, long[] sizes, MemorySegment... buffers) {
    return assertThrows(CompilerBug.class, () -> run(text, sizes, buffers)).getMessage();
  }

  private static String race(String text, long[] sizes, MemorySegment... buffers) {
    Interpreter interpreter = new Interpreter(kernel(text));
    return assertThrows(CompilerBug.class, () -> interpreter.race(1, sizes, List.of(buffers), Segments.status(0))).getMessage();
  }

  @Test
  void lanesReadAndWriteUnderMasks() {
    MemorySegment x = Segments.of(1f, 2, 3, 4, 5, 6);
    MemorySegment y = Segments.of(9f, 9, 9, 9, 9, 9);
    run(
        """
            size n: i32
            buffer x: f32[n] read
            buffer y: f32[n] write
            {
              for j = 0 to n step 4 {
                y[j] = x[j]:f32x4 * splat(4, 2.0f)
              }
              let rest: i32 = n - n % 4
              y[rest; prefix(4, n - rest)] = x[rest; prefix(4, n - rest)]:f32x4 + f32(iota(4))
            }
            """,
        new long[] {6},
        x,
        y);
    assertArrayEquals(new float[] {2, 4, 6, 8, 5, 7}, Segments.floats(y));
  }

  @Test
  void vectorConstantsSelectsAndFolds() {
    MemorySegment y = Segments.of(new float[4]);
    run(
        """
            buffer y: f32[4] write
            {
              let v: f32x4 = f32(iota(4)) + vector(4, 1.0E8f)
              y[0] = fold_add(v)
              y[1] = fold_max(select(iota(4) == splat(4, 2), vector(4, 7.0f), vector(4, nan(0x7fc00000))))
              y[2] = select(fold_or(iota(4) > vector(4, 2)), 1.0f, 0.0f)
              y[3] = fma(16777217.0f, 16777217.0f, -2.81474976E14f)
            }
            """,
        NO_SIZES,
        y);
    float byHalves = (1e8f + (1e8f + 2)) + ((1e8f + 1) + (1e8f + 3));
    assertArrayEquals(new float[] {byHalves, Float.NaN, 1, Math.fma(16777217f, 16777217f, -2.81474976E14f)}, Segments.floats(y));
  }

  @Test
  void storageTypesWidenAndRound() {
    MemorySegment half = MemorySegment.ofArray(new short[] {Float.floatToFloat16(1.5f), 0});
    MemorySegment brain = MemorySegment.ofArray(new short[1]);
    MemorySegment bytes = MemorySegment.ofArray(new byte[] {(byte) 200, (byte) 200});
    MemorySegment sums = Segments.of(new int[2]);
    run(
        """
            buffer h: f16[2] read_write
            buffer b: bf16[1] write
            buffer u: u8[1] read
            buffer s: i8[2] read
            buffer y: i32[2] write
            {
              h[1] = h[0] + 2049.0f
              b[0] = 1.00390625f
              y[0] = u[0]
              y[1] = s[1]
            }
            """,
        NO_SIZES,
        half,
        brain,
        bytes,
        bytes,
        sums);
    assertEquals(2050f, Float.float16ToFloat(half.toArray(java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED)[1]), "2050.5 to even");
    assertEquals((short) 0x3f80, brain.toArray(java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED)[0], "tie to even");
    assertArrayEquals(new int[] {200, -56}, Segments.ints(sums));
  }

  @Test
  void aScalarSelectGuardsTheLoadInIt() {
    MemorySegment y = Segments.of(new float[1]);
    String text = """
        size n: i32
        buffer x: f32[n] read
        buffer y: f32[1] write
        {
          y[0] = select(n > 3, x[3], -1.0f)
        }
        """;
    run(text, new long[] {2}, Segments.of(5f, 6), y);
    assertArrayEquals(new float[] {-1}, Segments.floats(y));
  }

  @Test
  void accessOutOfBoundsNamesKernelAccessAxisAndPosition() {
    String text = """
        size n: i32
        buffer x: f32[n, 4] read
        buffer y: f32[n] write
        grid t < n
        {
          y[t] = x[t, t + 2]
        }
        """;
    String message = bug(text, new long[] {3}, Segments.of(new float[12]), Segments.of(new float[3]));
    assertEquals("kernel k, x[t, t + 2]: axis 1 of x has positions below 4 of [3, 4], not 4", message);
  }

  @Test
  void onlyActiveLanesMustBeInBounds() {
    String text = """
        size c: i32
        buffer x: f32[6] read
        buffer y: f32[1] write
        {
          y[0] = fold_add(x[4; prefix(4, c)]:f32x4)
        }
        """;
    MemorySegment y = Segments.of(new float[1]);
    run(text, new long[] {2}, Segments.of(1f, 2, 3, 4, 5, 6), y);
    assertArrayEquals(new float[] {11}, Segments.floats(y));
    assertTrue(bug(text, new long[] {3}, Segments.of(new float[6]), y).endsWith("positions below 6 of [6], not 6"));
  }

  @Test
  void valuesOutsideOfTheirPromisedRangeAreRefused() {
    String text = "size n: i32 buffer i: i32[2] read values 0 to n buffer y: i32[2] write { y[0] = i[0] y[1] = i[1] }";
    String message = bug(text, new long[] {7}, Segments.of(6, 7), Segments.of(new int[2]));
    assertEquals("kernel k, i[1]: i[1] holds 7, which I32 in 0 to 7 excludes", message);
  }

  @Test
  void factsAndBufferSizesAreChecked() {
    assertTrue(bug("size n: i32 fact n > 2 { }", new long[] {2}).contains("the fact n > 2 does not hold"));
    assertTrue(
        bug("size n: i32 buffer x: f32[n, n] read { }", new long[] {2}, Segments.of(1f, 2, 3)).contains("buffer x[2, 2] has 12 bytes"));
  }

  @Test
  void failKeepsTheLowestPosition() {
    MemorySegment status = Segments.status(2);
    Kernel kernel = kernel("grid t < 8 { if t > 2 { fail 1 at t value t * -10 } }");
    new Interpreter(kernel).race(5, NO_SIZES, List.of(), status);
    assertArrayEquals(new long[] {Long.MAX_VALUE, 3L << 32 | -30 & 0xffffffffL}, Segments.longs(status));
  }

  @Test
  void whileStopsAndItsBoundIsKept() {
    MemorySegment y = Segments.of(new int[1]);
    String text = "size n: i32 buffer y: i32[1] write { var i: i32 = 0 while i * i < n bound n { i = i + 1 } y[0] = i }";
    run(text, new long[] {50}, y);
    assertArrayEquals(new int[] {8}, Segments.ints(y));
    assertTrue(bug("{ var i: i32 = 0 while i < 5 bound 4 { i = i + 1 } }", NO_SIZES).contains("runs more often than its bound, 4"));
  }

  @Test
  void collectScanAndAtomics() {
    MemorySegment y = Segments.of(new int[6]);
    MemorySegment counts = Segments.of(new int[3]);
    run(
        """
            buffer y: i32[6] write
            buffer c: i32[3] read_write
            {
              alloc group a: i32[5]
              items l < 5 {
                a[l] = l * l
                atomic add c[l % 3] = l
              }
              collect most = max a[5]
              scan sum = a[4]
              items l < 4 {
                y[l] = a[l]
              }
              y[4] = most
              y[5] = sum
            }
            """,
        NO_SIZES,
        y,
        counts);
    assertArrayEquals(new int[] {0, 0, 1, 5, 16, 14}, Segments.ints(y));
    assertArrayEquals(new int[] {3, 5, 2}, Segments.ints(counts));
  }

  @Test
  void raceModeFindsItemsThatReadWhatAnotherWrites() {
    String text = "{ alloc group a: i32[8] alloc group b: i32[8] items l < 8 { a[l] = l b[l] = a[(l + 1) % 8] } }";
    String message = race(text, NO_SIZES);
    assertTrue(message.startsWith("race in kernel k: item "), message);
    assertTrue(message.contains(" a["), message);
  }

  @Test
  void raceModeFindsGroupsThatWriteTheSameElement() {
    String message = race("buffer y: f32[4] write grid t < 8 { y[t / 2] = 1.0f }", NO_SIZES, Segments.of(new float[4]));
    assertTrue(message.startsWith("race in kernel k: group "), message);
    assertTrue(message.contains(" writes y["), message);
  }

  @Test
  void raceModeFindsAPlainReadBesideAtomics() {
    String text = "buffer c: i32[1] read_write buffer y: i32[4] write grid t < 4 { atomic add c[0] = 1 y[t] = c[0] }";
    assertTrue(race(text, NO_SIZES, Segments.of(new int[1]), Segments.of(new int[4])).contains("c[0]"));
  }

  @Test
  void raceModeAcceptsPhasesAndAtomics() {
    String text = """
        buffer y: i32[8] write
        buffer c: i32[1] read_write
        grid t < 2
        {
          alloc group a: i32[4]
          items l < 4 {
            a[l] = t
          }
          items l < 4 {
            y[t * 4 + l] = a[3 - l] + l
            atomic max c[0] = l
          }
        }
        """;
    MemorySegment y = Segments.of(new int[8]);
    new Interpreter(kernel(text)).race(7, NO_SIZES, List.of(y, Segments.of(new int[1])), Segments.status(0));
    assertArrayEquals(new int[] {0, 1, 2, 3, 1, 2, 3, 4}, Segments.ints(y));
  }
}
