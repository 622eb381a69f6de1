package dev.tulle.kernel.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Type;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelTextException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarEvaluatorTest {
  private static final Map<String, Type> TYPES = Map.of("n", Type.I64, "m", Type.I32);
  private static final Map<String, Long> SIZES = Map.of("n", 10L, "m", 3L);

  private static Expr parse(String text) throws KernelTextException {
    return KernelParser.expression(text, TYPES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|', textBlock = """
          (n + 7L) / 8L * 8L              | 16
          (0L - n) / 4L                   | -3
          (0L - n) % 4L                   | 2
          n / 0L + n % 0L                 | 0
          i64(m) * 4000000000L            | 12000000000
          select(m > 2, max(n, 11L), 0L)  | 11
          n > 0L & m != 3                 | 0
          not(n == 9L)                    | 1
          """)
  void evaluates(String text, long value) throws KernelTextException {
    assertEquals(value, ScalarEvaluator.evaluate(parse(text), SIZES));
  }

  @ParameterizedTest
  @CsvSource({"n * 4611686018427387904L", "m + 2147483647", "i32(n * 4294967296L)", "neg(m - -2147483648)",
      "(-9223372036854775807L - n) / -1L"})
  void refusesToOverflow(String text) throws KernelTextException {
    Expr e = parse(text);
    assertThrows(ArithmeticException.class, () -> ScalarEvaluator.evaluate(e, SIZES));
  }

  @Test
  void namesTheSizeThatIsMissing() throws KernelTextException {
    Expr e = parse("n + 1L");
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> ScalarEvaluator.evaluate(e, Map.of()));
    assertEquals("size 'n' is not known", error.getMessage());
  }

  @Test
  void acceptsIntegersAndBooleansOnly() throws KernelTextException {
    assertEquals(true, ScalarEvaluator.accepts(parse("select(n > 1L, n, i64(m))")));
    assertEquals(false, ScalarEvaluator.accepts(parse("i64(1.5f)")));
    assertEquals(false, ScalarEvaluator.accepts(parse("fold_add(iota(4))")));
  }
}
