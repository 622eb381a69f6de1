package dev.tulle.kernel.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Type;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
  private static final String ROW_SUM = """
      tulle-kernel 1
      kernel row_sum
      doc "sums each row"
      size n: i32
      size m: i32
      fact n > 0
      buffer x: bf16[n, m] read
      buffer idx: i32[n] read values 0 to n
      buffer y: f32[n] write
      grid t < n
      {
        var s: f32 = 0.0f
        for j = 0 to m step 8 unroll {
          let v: f32x8 = x[t, j]:f32x8
          s = s + fold_add(v * vector(8, 2.0f))
        }
        let rest: i32 = m - m % 8
        s = s + fold_add(x[t, rest; prefix(8, m - rest)]:f32x8)
        alloc group a: i32[32]
        items l < 32 {
          a[l] = l
        }
        collect most = max a[32]
        scan total = a[32]
        if (most > 3 | total < 2) & t != 0 {
          fail 2 at t value most
        } else {
          {
            atomic add idx[t] = -1
          }
        }
        while s < 1.0E-5f bound 10 {
          s = s * 2.0f
        }
        y[idx[t]] = select(s == s, s, nan(0x7fc00001))
      }
      """;

  @Test
  void printsWhatItParsed() throws KernelTextException {
    assertEquals(ROW_SUM, KernelPrinter.print(KernelParser.parse(ROW_SUM)));
  }

  @Test
  void roundTripsRandomKernelsOfEveryNode() throws KernelTextException {
    long first = new Random().nextLong();
    for (int i = 0; i < 500; i++) {
      long seed = first + i;
      Kernel kernel = new RandomKernel(seed).next();
      String text = KernelPrinter.print(kernel);
      assertTrue(text.chars().allMatch(c -> c < 128), () -> "not ASCII with seed " + seed);
      assertEquals(kernel, KernelParser.parse(text), () -> "seed " + seed + "\n" + text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a - (b - 1)", "a - b - 1", "a / (b * 2)", "(a + 1) * b", "min(a, -b.c)", "-2147483648 + a", "a << 1 >> 2 >>> 3"})
  void keepsTheShapeOfExpressions(String text) throws KernelTextException {
    Map<String, Type> names = Map.of("a", Type.I32, "b", Type.I32, "b.c", Type.I32);
    if (text.contains("-b.c")) {
      assertThrows(KernelTextException.class, () -> KernelParser.expression(text, names), "there is no unary minus but in constants");
    } else {
      assertEquals(text, KernelPrinter.print(KernelParser.expression(text, names)));
    }
  }

  @Test
  void readsSizesByTheirTypes() throws KernelTextException {
    Expr e = KernelParser.expression("(n + 7L) / 8L * `row 1`", Map.of("n", Type.I64, "row 1", Type.I64));
    Expr n = Build.ref("n", Type.I64);
    assertEquals(Build.mul(Build.div(Build.add(n, 7), 8), Build.ref("row 1", Type.I64)), e);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|', textBlock = """
          n +              | 1:4: expected a name
          n + m            | 1:5: no name 'm'
          n + 1            | 1:3: Kernel IR: ADD of i64 and i32
          n n              | 1:3: expected the end
          x[n]             | 1:1: no buffer or array 'x'
          m:i64            | 1:1: no name 'm'
          f < n            | 1:1: no name 'f'
          n < n < n        | 1:7: expected parentheses
          99999999999      | 1:1: no such number
          nan(0x1)         | 1:1: the bits of a number
          splat(3, n)      | 1:1: Kernel IR: lane count
          iota(1073741824) | 1:1: Kernel IR: lane count
          'n ~ n'          | 1:3: a character that no kernel has
          `n               | 1:1: quote without an end
          min(n)           | 1:6: expected ','
          """)
  void refusesWrongExpressionsWithAPosition(String text, String start) {
    KernelTextException e = assertThrows(KernelTextException.class, () -> KernelParser.expression(text, Map.of("n", Type.I64)));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "min(1, ", "1 + ", "select(true, 1, ", "fold_add(splat(2, "})
  void boundsTheDepthOfExpressions(String piece) {
    String text = piece.repeat(1500);
    KernelTextException e = assertThrows(KernelTextException.class, () -> KernelParser.expression(text, Map.of()));
    assertTrue(e.getMessage().contains("more than 500 levels"), e.getMessage());
  }

  @Test
  void boundsTheLengthOfExpressions() {
    String text = " ".repeat(KernelParser.LONGEST_EXPRESSION) + "1";
    assertThrows(KernelTextException.class, () -> KernelParser.expression(text, Map.of()));
  }

  @Test
  void boundsTheNestingOfBlocks() {
    String text = "tulle-kernel 1 kernel k" + "{".repeat(100_000);
    KernelTextException e = assertThrows(KernelTextException.class, () -> KernelParser.parse(text));
    assertTrue(e.getMessage().contains("blocks nested more than 200 deep"), e.getMessage());
  }

  @Test
  void refusesAnotherVersion() {
    KernelTextException e = assertThrows(KernelTextException.class,
        () -> KernelParser.parse(ROW_SUM.replace("tulle-kernel 1", "tulle-kernel 2")));
    assertEquals("1:14: kernel text of version 2, not 1", e.getMessage());
  }

  /// Whatever is cut off or altered, the parser answers with its own exception or with a kernel.
  @Test
  void survivesEveryDamage() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(ROW_SUM);
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setLength(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(128));
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
      }
      try {
        KernelParser.parse(text.toString());
      } catch (KernelTextException expected) {
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", text:\n" + text, e);
      }
    }
    assertTrue(refused > 1000, "only " + refused + " damaged texts were refused");
  }
}
