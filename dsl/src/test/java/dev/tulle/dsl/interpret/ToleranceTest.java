package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ToleranceTest {
  private static final CheckedModel DOT = model("model M { input a, b: f32[T, D]\n output y[t] = sum(d) a[t, d] * b[t, d] }");

  private static CheckedModel model(String text) {
    Front.Result result = Front.check(new Source("test.tulle", text), Front.Options.defaults());
    return result.model().orElseThrow(() -> new AssertionError(result.diagnostics().toString()));
  }

  private static Value floats(int[] shape, IntToDoubleFunction values) {
    double[] elements = new double[Arrays.stream(shape).reduce(1, (x, y) -> x * y)];
    Arrays.setAll(elements, i -> (float) values.applyAsDouble(i));
    return Value.dense(ElementType.F32, shape, elements);
  }

  private static Map<String, Value> dotData(int rows, int length) {
    Random random = new Random(Program.SEED);
    return Map.of("a", floats(new int[] {rows, length}, _ -> random.nextGaussian()), "b",
        floats(new int[] {rows, length}, _ -> random.nextGaussian()));
  }

  @Test
  void aDotProductDoneInFloatsFromTheOtherEndIsAccepted() {
    Map<String, Value> data = dotData(20, 100);
    Value y = floats(new int[] {20}, t -> {
      float sum = 0;
      for (int d = 99; d >= 0; d--) sum += (float) data.get("a").values()[t * 100 + d] * (float) data.get("b").values()[t * 100 + d];
      return sum;
    });
    assertEquals("", Tolerance.of(DOT, data, Map.of()).compare("y", y).orElse(""));
  }

  @Test
  void aDotProductWithOperandsOfSixteenBitsIsRefused() {
    Map<String, Value> data = dotData(20, 100);
    Value y = floats(new int[] {20}, t -> {
      double sum = 0;
      for (int d = 0; d < 100; d++) {
        sum += Rounding.to(ElementType.F16, data.get("a").values()[t * 100 + d]) * data.get("b").values()[t * 100 + d];
      }
      return sum;
    });
    String report = Tolerance.of(DOT, data, Map.of()).compare("y", y).orElseThrow();
    assertTrue(report.contains("… "), report);
    assertEquals(17, report.lines().count(), report);
  }

  @Test
  void aMissingTermOfALongSumIsRefused() {
    Map<String, Value> data = dotData(1, 1000);
    Tolerance tolerance = Tolerance.of(DOT, data, Map.of());
    double all = tolerance.exact().named("y").orElseThrow().values()[0];
    double one = data.get("a").values()[500] * data.get("b").values()[500];
    assertTrue(tolerance.compare("y", floats(new int[] {1}, _ -> all - one)).isPresent());
  }

  @Test
  void exactArithmeticLeavesTwoUnitsOfTheLastPlace() {
    Value exact = floats(new int[] {2}, i -> 1 + i);
    assertFalse(Tolerance.compare("x", exact, List.of(exact), floats(new int[] {2}, i -> 1 + i + Math.ulp(1f))).isPresent());
    assertEquals(
        "x[0] is 1.0000004 (3f800003), not 1.0 (3f800000) ± 2.3841858E-7",
        Tolerance.compare("x", exact, List.of(exact), floats(new int[] {2}, i -> 1 + i + 3 * Math.ulp(1f) * (1 - i))).orElseThrow());
  }

  @Test
  void aSmallElementIsHeldToItsOwnSize() {
    Value exact = floats(new int[] {2}, i -> i == 0 ? 1e6 : 1e-6);
    Value naive = floats(new int[] {2}, i -> i == 0 ? 1e6 + 1 : 1e-6);
    assertTrue(Tolerance.compare("x", exact, List.of(naive), floats(new int[] {2}, i -> i == 0 ? 1e6 : 2e-6)).isPresent());
  }

  @Test
  void integersAndExistenceAreExact() {
    Value exact = Value.dense(ElementType.I32, new int[] {2}, 7, 1_000_000);
    assertFalse(Tolerance.compare("n", exact, List.of(), exact).isPresent());
    assertEquals("n[1] is 1000001, not 1000000",
        Tolerance.compare("n", exact, List.of(), Value.dense(ElementType.I32, new int[] {2}, 7, 1_000_001)).orElseThrow());
    Value hole = Value.sparse(ElementType.I32, new int[] {2}, new double[] {7, 0}, new boolean[] {true, false});
    assertEquals("n[1] does not exist and should", Tolerance.compare("n", exact, List.of(), hole).orElseThrow());
    assertEquals("n[1] exists and should not", Tolerance.compare("n", hole, List.of(), exact).orElseThrow());
  }

  @Test
  void theErrorIsInUnitsOfWhatIsAllowed() {
    Map<String, Value> data = dotData(1, 1000);
    Tolerance tolerance = Tolerance.of(DOT, data, Map.of());
    Value exact = tolerance.exact().named("y").orElseThrow();
    assertEquals(0, tolerance.error("y", exact));
    double one = data.get("a").values()[500] * data.get("b").values()[500];
    assertTrue(tolerance.error("y", floats(new int[] {1}, _ -> exact.values()[0] - one)) > 1);
    Value hole = Value.sparse(ElementType.F32, new int[] {1}, new double[1], new boolean[1]);
    assertEquals(Double.POSITIVE_INFINITY, tolerance.error("y", hole));
  }

  /// `1 + erf` cancels below 0, and a device may compute it so.
  @Test
  void aFunctionMadeOfOthersMayStrayAsItsStepsDo() {
    CheckedModel model = model("model M { input x: f32[N]\n output y[i] = gelu(x[i]) }");
    Value x = floats(new int[] {40}, i -> -1 - 0.05 * i);
    Value y = floats(new int[] {40}, i -> {
      float v = (float) x.values()[i];
      return 0.5f * v * (1 + (float) Erf.erf(v * (float) Math.sqrt(0.5)));
    });
    assertEquals("", Tolerance.of(model, Map.of("x", x), Map.of()).compare("y", y).orElse(""));
  }

  @Test
  void kindsMatch() {
    double[] kinds = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1};
    for (double want : kinds) {
      for (double got : kinds) {
        Value exact = Value.dense(ElementType.F32, new int[] {1}, want);
        boolean refused = Tolerance.compare("x", exact, List.of(exact), Value.dense(ElementType.F32, new int[] {1}, got)).isPresent();
        assertEquals(Double.compare(want, got) != 0, refused, got + " for " + want);
      }
    }
  }

  @Test
  void whatOverflowsInFloatsMayBeInfinite() {
    CheckedModel square = model("model M { input x: f32[N]\n output y[i] = x[i] * x[i] }");
    Tolerance tolerance = Tolerance.of(square, Map.of("x", floats(new int[] {2}, i -> i == 0 ? 1e30 : 1e3)), Map.of());
    assertFalse(tolerance.compare("y", floats(new int[] {2}, i -> i == 0 ? Float.POSITIVE_INFINITY : 1e6)).isPresent());
    assertTrue(tolerance.compare("y", floats(new int[] {2}, _ -> Float.POSITIVE_INFINITY)).isPresent());
  }

  @Test
  void aMemberMayFlipOnlyNearTheBoundary() {
    CheckedModel best = model("""
        model M {
          input x: f32[N]
          pattern p[i: N] = topk(i, 2) x[i] / 3.0
          output y[i] where p[i] = x[i]
        }
        """);
    double near = 2 + 2 * Math.ulp(2f);
    double[] x = {5, 2, near, 1};
    Tolerance tolerance = Tolerance.of(best, Map.of("x", floats(new int[] {4}, i -> x[i])), Map.of());
    assertFalse(tolerance.pattern("p", Value.members(new int[] {4}, true, false, true, false)).isPresent(), "the same");
    assertFalse(tolerance.pattern("p", Value.members(new int[] {4}, true, true, false, false)).isPresent(), "the near one instead");
    assertEquals(
        "p[3] is a member and is not near it",
        tolerance.pattern("p", Value.members(new int[] {4}, true, false, false, true)).orElseThrow());
  }

  @Test
  void whatADeviceSelectedIsFollowed() {
    CheckedModel best = model("""
        model M {
          input x: f32[N]
          pattern p[i: N] = topk(i, 1) x[i]
          output y[i] where p[i] = 2.0 * x[i]
        }
        """);
    Tolerance tolerance = Tolerance.of(best, Map.of("x", floats(new int[] {2}, i -> 3 - i)), Map.of())
        .forcing(Map.of("p", Value.members(new int[] {2}, false, true)));
    Value y = Value.sparse(ElementType.F32, new int[] {2}, new double[] {0, 4}, new boolean[] {false, true});
    assertFalse(tolerance.compare("y", y).isPresent());
    assertThrows(InterpretException.class, () -> tolerance.forcing(Map.of("q", y)));
  }

  @Test
  void aLoopIsHeldToTheErrorThatItsStepsGather() {
    CheckedModel newton = model("""
        model M {
          input x: f32[N]
          repeat 12 with (r[i] = x[i]) {
            next r[i] = 0.5 * (r[i] + x[i] / r[i])
          }
          output y[i] = r[i]
        }
        """);
    Tolerance tolerance = Tolerance.of(newton, Map.of("x", floats(new int[] {9}, i -> 3 + 7 * i)), Map.of());
    IntToDoubleFunction root = i -> {
      float x = 3 + 7 * i;
      float r = x;
      for (int step = 0; step < 12; step++) r = 0.5f * (r + x / r);
      return r;
    };
    assertEquals("", tolerance.compare("y", floats(new int[] {9}, root)).orElse(""));
    assertTrue(tolerance.compare("y", floats(new int[] {9}, i -> root.applyAsDouble(i) * (1 + 1e-5))).isPresent());
  }

  @Test
  void statesAreComparedAfterTheRun() {
    CheckedModel mean = model("""
        model M(D = 4) {
          input x: f32[B, D]
          state m: f32[D] = 1.0
          state pattern big[d: D] = false
          let next_[d] = 0.9 * m[d] + 0.1 * (sum(b) x[b, d])
          pattern grown[d] = next_[d] > 0.9
          update m[d] = next_[d]
          update big[d] = grown[d]
        }
        """);
    Session session = Interpreter.open(mean, Map.of(), Map.of());
    Map<String, Value> inputs = Map.of("x", floats(new int[] {3, 4}, i -> i % 4 - 1.4));
    float[] m = {1, 1, 1, 1};
    for (int run = 0; run < 3; run++) {
      Tolerance tolerance = Tolerance.of(session, "", inputs, Map.of());
      for (int d = 0; d < 4; d++) {
        float sum = 0;
        for (int b = 2; b >= 0; b--) sum += (float) (d - 1.4);
        m[d] = 0.9f * m[d] + 0.1f * sum;
      }
      Value state = floats(new int[] {4}, d -> m[d]);
      assertEquals("", tolerance.compareState("m", state).orElse(""));
      assertEquals("",
          tolerance.compareState("big", Value.members(new int[] {4}, m[0] > 0.9, m[1] > 0.9, m[2] > 0.9, m[3] > 0.9)).orElse(""));
      assertTrue(tolerance.compareState("m", floats(new int[] {4}, d -> m[d] * (1 + 1e-5))).isPresent());
      boolean[] none = new boolean[4];
      assertTrue(tolerance.forcing(Map.of("grown", Value.members(new int[] {4}, none))).exact().states().get("big").values()[3] == 0);
      session.run("", inputs, Map.of());
    }
  }

  @Test
  void naiveRunsStayCloseAndDoNotAgreeByLuck() {
    Value third = Interpreter
        .run(model("model M { input x: f32\n output y = x / 3.0 }"), Map.of("x", Value.dense(ElementType.F32, new int[0], 1)),
            Map.of(), Map.of(), Precision.single(1))
        .named("y")
        .orElseThrow();
    double error = Math.abs(third.values()[0] - 1.0 / 3);
    assertTrue(error > 0 && error < Math.ulp(1f / 3), "error " + error);
    assertEquals((float) third.values()[0], third.values()[0]);
  }
}
