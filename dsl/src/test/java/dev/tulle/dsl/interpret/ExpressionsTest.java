package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The sentences and tables of section 3 of the language, against plain Java and numbers worked out by hand.
class ExpressionsTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void everyFunctionMeansWhatItsNameSays() {
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put("exp(x[i])", Math::exp);
    functions.put("log(x[i])", Math::log);
    functions.put("log1p(x[i])", Math::log1p);
    functions.put("expm1(x[i])", Math::expm1);
    functions.put("sqrt(x[i])", Math::sqrt);
    functions.put("rsqrt(x[i])", x -> 1 / Math.sqrt(x));
    functions.put("sin(x[i])", Math::sin);
    functions.put("cos(x[i])", Math::cos);
    functions.put("acos(x[i])", Math::acos);
    functions.put("atan2(x[i], -0.5)", x -> Math.atan2(x, -0.5));
    functions.put("tanh(x[i])", Math::tanh);
    functions.put("erf(x[i])", Erf::erf);
    functions.put("sigmoid(x[i])", x -> 1 / (1 + Math.exp(-x)));
    functions.put("softplus(x[i])", x -> Math.log(1 + Math.exp(x)));
    functions.put("relu(x[i])", x -> Math.max(x, 0));
    functions.put("silu(x[i])", x -> x / (1 + Math.exp(-x)));
    functions.put("gelu(x[i])", x -> 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2))));
    functions.put("abs(x[i])", Math::abs);
    functions.put("sign(x[i])", Math::signum);
    functions.put("floor(x[i])", Math::floor);
    functions.put("ceil(x[i])", Math::ceil);
    functions.put("round(x[i])", Math::rint);
    functions.put("min(x[i], 0.25)", x -> Math.min(x, 0.25));
    functions.put("max(x[i], 0.25)", x -> Math.max(x, 0.25));
    functions.put("pow(x[i], 3.0)", x -> x * x * x);
    functions.put("clamp(x[i], -0.5, 0.75)", x -> Math.max(-0.5, Math.min(0.75, x)));
    functions.put("soft(x[i], 0.5)", x -> Math.signum(x) * Math.max(Math.abs(x) - 0.5, 0));
    functions.put("hard(x[i], 0.5)", x -> Math.abs(x) > 0.5 ? x : 0);
    functions.put("if x[i] > 0.0 then x[i] else 2.0", x -> x > 0 ? x : 2);
    functions.put("cast(f16, x[i])", x -> (double) Float.float16ToFloat(Float.floatToFloat16((float) x)));
    functions.put("cast(f32, cast(i32, x[i]))", x -> (double) (int) x);
    functions.put("-x[i] + inf", x -> INFINITY);
    StringBuilder text = new StringBuilder("model Functions {\n  input x: f32[N]\n");
    int count = 0;
    for (String function : functions.keySet()) text.append("  output y%d[i: N] = %s\n".formatted(count++, function));
    Program program = new Program(text.append("}\n").toString());
    double[] x = {-1.5, -0.5, -0.3f, 0, 0.25, 0.7f, 1, 2.5};
    program.bind("x", floats(x));
    count = 0;
    for (Map.Entry<String, DoubleUnaryOperator> function : functions.entrySet()) {
      double[] expected = Arrays.stream(x).map(function.getValue()).toArray();
      assertArrayEquals(expected, program.values("y" + count++), 1e-14, function.getKey());
    }
  }

  @Test
  void randomNumbersComeFromASeedAndUpToFourIndices() {
    Program program = new Program("""
        model Draws(N = 3) {
          input seed: i32
          output u1[i: N] = uniform(seed, i)
          output u4[i: N] = uniform(seed, i, 5, 6, i + 1)
          output n2[i: N] = normal(7, i, 2)
          output g3[i: N] = gumbel(7, i, 2, 9)
        }
        """);
    program.bind("seed", Value.dense(ElementType.I32, new int[0], 42));
    for (int i = 0; i < 3; i++) {
      assertEquals(Philox.uniform(42, i, 0, 0, 0), program.values("u1")[i]);
      assertEquals(Philox.uniform(42, i, 5, 6, i + 1), program.values("u4")[i]);
      assertEquals(Philox.normal(7, i, 2, 0, 0), program.values("n2")[i]);
      double u = ((Philox.words(7, i, 2, 9, 0)[0] >>> 8) + 0.5) / (1 << 24);
      assertEquals(-Math.log(-Math.log(u)), program.values("g3")[i], 1e-14);
    }
  }

  @Test
  void operatorsBindFromTightToLoose() {
    Program program = new Program("""
        model Precedence {
          input a, b: f32[2]
          input n: i32
          output coalesce = -(a[n] ?? 3.0) * a[n - 10] ?? 2.0
          output sign = -a[0] * -b[0] - -1.0
          output product = a[0] + b[0] * 2.0 / 4.0 - 1.0
          output modulo = 7 - n * 2 % 5
          output reduce = sum(i) a[i] * b[i] + 100.0
          output quotient = sum(i) a[i] / 2.0 - 1.0
          output compare = if a[0] + 1.0 < b[0] * 2.0 then 1 else 0
          output negation = if not a[0] > b[0] and a[0] == a[0] then 1 else 0
          output logic = if a[0] > b[0] and a[0] > b[0] or a[0] < b[0] then 1 else 0
          output choice = if true then 1 else 0 + 10
          output chain = if 0.0 < a[0] <= b[0] < 4.0 then 1 else 0
          output steps = a[0] - b[0] - a[0]
        }
        """);
    program.bind("a", floats(1, 2)).bind("b", floats(3, 5)).bind("n", Value.dense(ElementType.I32, new int[0], 4));
    Map<String, Double> expected = Map.ofEntries(Map.entry("coalesce", -6.0), Map.entry("sign", 4.0), Map.entry("product", 1.5),
        Map.entry("modulo", 4.0), Map.entry("reduce", 113.0), Map.entry("quotient", 0.5), Map.entry("compare", 1.0),
        Map.entry("negation", 1.0), Map.entry("logic", 1.0), Map.entry("choice", 1.0), Map.entry("chain", 1.0), Map.entry("steps", -3.0));
    expected.forEach((name, value) -> assertEquals(value, program.values(name)[0], name));
  }

  @Test
  void everyReductionOverSeveralIndicesAndWhatExists() {
    Program program = new Program("""
        model Reductions {
          input x: f32[B, K]
          require B > 0 and K > 0
          output s = sum(b, k where x[b, k] > 0.0) x[b, k]
          output p = prod(b, k) x[b, k]
          output hi = max(b, k) x[b, k]
          output lo = min(b, k) x[b, k]
          output m = mean(b, k where k > 0) x[b, k]
          output l = logsumexp(b, k) x[b, k]
          output some = any(b, k) (x[b, k] > 2.5)
          output every = all(b, k) (x[b, k] > 2.5)
          output n = count(b, k) (x[b, k] > 0.0)
          output members = count(b: B, k: K where x[b, k] > 0.0)
          output best[b] = argmax(k) x[b, k]
          output worst[k] = argmin(b) x[b, k]
          output nested = sum(b) max(k) x[b, k]
          output product = 2.0 * (sum(b) x[b, 0]) * (max(k) x[0, k])
        }
        """);
    double[] x = {1, -2, 3, 2, 2, 0.5};
    program.bind("x", Value.dense(ElementType.F32, new int[] {2, 3}, x));
    Map<String, Double> expected = Map.ofEntries(Map.entry("s", 8.5), Map.entry("p", -12.0), Map.entry("hi", 3.0), Map.entry("lo", -2.0),
        Map.entry("m", 3.5 / 4), Map.entry("l", Math.log(Arrays.stream(x).map(Math::exp).sum())), Map.entry("some", 1.0),
        Map.entry("every", 0.0), Map.entry("n", 5.0), Map.entry("members", 5.0), Map.entry("nested", 5.0), Map.entry("product", 18.0));
    expected.forEach((name, value) -> assertEquals(value, program.values(name)[0], 1e-14, name));
    assertArrayEquals(new double[] {2, 0}, program.values("best"));
    assertArrayEquals(new double[] {0, 0, 1}, program.values("worst"));
  }

  @Test
  void nothingToReduce() {
    Program program = new Program("""
        model Nothing {
          input x: f32[N]
          input k: i32[N]
          output s = sum(i) x[i]
          output p = prod(i) x[i]
          output hi = max(i) x[i]
          output lo = min(i) x[i]
          output some = any(i) (x[i] > 0.0)
          output every = all(i) (x[i] > 0.0)
          output n = count(i) (x[i] > 0.0)
          output m = mean(i) x[i]
          output best = argmax(i) x[i]
          output worst = argmin(i) x[i]
          output l = logsumexp(i) x[i]
          output whole = max(i) k[i]
        }
        """);
    program.bind("x", floats()).bind("k", integers());
    Map<String, Double> expected = Map.ofEntries(Map.entry("s", 0.0), Map.entry("p", 1.0), Map.entry("hi", -INFINITY),
        Map.entry("lo", INFINITY), Map.entry("some", 0.0), Map.entry("every", 1.0), Map.entry("n", 0.0), Map.entry("m", NAN),
        Map.entry("best", -1.0), Map.entry("worst", -1.0), Map.entry("l", -INFINITY), Map.entry("whole", (double) Integer.MIN_VALUE));
    expected.forEach((name, value) -> assertEquals(value, program.values(name)[0], name));
  }

  @Test
  void rowsAreSortedStablyWithNaNLastAndSummedOverTheirMembers() {
    Program program = new Program("""
        model Rows {
          input x: f32[B, N]
          output sorted[b, n] = sort(n) x[b, n]
          output order_[b, n] = argsort(n) x[b, n]
          output place[b, n] = rank(n) x[b, n]
          let positive[b, n] where x[b, n] > 0.0 = x[b, n]
          output total[b, n] where x[b, n] > 0.0 = cumsum(n) positive[b, n]
          output best[b] = argmax(n) x[b, n]
          output worst[b] = argmin(n) x[b, n]
        }
        """);
    program.bind("x", Value.dense(ElementType.F32, new int[] {2, 4}, 3, NAN, 3, -1, 0, 0, -0.0, NAN));
    assertArrayEquals(new double[] {-1, 3, 3, NAN, 0, 0, -0.0, NAN}, program.values("sorted"));
    assertArrayEquals(new double[] {3, 0, 2, 1, 0, 1, 2, 3}, program.values("order_"));
    assertArrayEquals(new double[] {1, 3, 2, 0, 0, 1, 2, 3}, program.values("place"));
    assertArrayEquals(new double[] {3, 0, 6, 0, 0, 0, 0, 0}, program.values("total"));
    assertArrayEquals(new double[] {0, 0}, program.values("best"));
    assertArrayEquals(new double[] {3, 0}, program.values("worst"));
  }

  @Test
  void noSelectionTakesNaNAndTheLastGroupMayBeShorter() {
    Program program = new Program("""
        model Selections {
          input x: f32[N]
          pattern top[i: N] = topk(i, 3) x[i]
          pattern bottom[i: N] = bottomk(i, 3) x[i]
          pattern groups[i: N] = topk(i by 4, 2) x[i]
          pattern share[i: N] = topp(i, 0.5 where x[i] > 0.0) x[i]
          pattern none[i: N] = topk(i, 0) x[i]
        }
        """);
    program.bind("x", floats(1, NAN, 1, 5, 2, NAN, -3, 2, 4));
    assertMembers(program, "top", 3, 4, 8);
    assertMembers(program, "bottom", 0, 2, 6);
    assertMembers(program, "groups", 0, 3, 4, 7, 8);
    assertMembers(program, "share", 3, 8);
    assertMembers(program, "none");
  }

  @Test
  void aPositionIsAnyIntegerExpressionAndNothingExistsOutside() {
    Program program = new Program("""
        model Outside {
          input x: f32[N]
          input ids: i32[T]
          input pattern p[n: N]
          output next_[n: N] = x[n + 1] ?? -1.0
          output gathered[t] = x[ids[t]] ?? x[ids[t] - 10] ?? 0.5
          output some[t: T] where x[ids[t]] > 2.0 = 1.0
          output smooth[n: N] = sum(r: 3) x[n + r - 1]
          output in_pattern[t: T] = if p[ids[t]] then 1 else 0
          output halves[n: N] = (n - 3) / 2 * 10 + (n - 3) % 2
          output real[n: N] = cast(f32, n) - 0.5
        }
        """);
    program.bind("x", floats(1, 2, 4, 8)).bind("ids", integers(2, 12, -1, 99));
    program.bind("p", Value.members(new int[] {4}, false, false, true, false));
    assertArrayEquals(new double[] {2, 4, 8, -1}, program.values("next_"));
    assertArrayEquals(new double[] {4, 4, 0.5, 0.5}, program.values("gathered"));
    assertArrayEquals(new boolean[] {true, false, false, false}, program.value("some").present());
    assertArrayEquals(new double[] {3, 7, 14, 12}, program.values("smooth"));
    assertArrayEquals(new double[] {1, 0, 0, 0}, program.values("in_pattern"));
    assertArrayEquals(new double[] {-19, -10, -9, 0}, program.values("halves"));
    assertArrayEquals(new double[] {-0.5, 0.5, 1.5, 2.5}, program.values("real"));
  }

  @Test
  void oneOperandStandsAloneBesideARowOperatorAndAQuantifier() {
    Program program = new Program("""
        model Alone {
          input s: f32[N]
          input g: f32[N]
          output y[n] = (softmax(n) s[n]) * g[n]
          output both = any(n) (s[n] > 0.0 and g[n] > 0.0)
          pattern big[n] = s[n] > 0.0
          output members = count(n) big[n]
        }
        """);
    program.bind("s", floats(0, Math.log(3))).bind("g", floats(8, -8));
    assertArrayEquals(new double[] {2, -6}, program.values("y"), 1e-12);
    assertEquals(0, program.values("both")[0]);
    assertEquals(1, program.values("members")[0]);
  }

  @Test
  void anIndexThatIsGivenIsCheckedWhereItIsRead() {
    Program program = new Program("""
        model Given {
          input x: f32[N]
          input ids: i32[T]
          output y[t] = x[ids[t]] + 1.0
        }
        """);
    program.bind("x", floats(1, 2)).bind("ids", integers(1, -1));
    assertEquals("[R0106] index -1 into axis 0 of `x`, which has 2 positions (from `ids`, where t = 1)",
        assertThrows(InterpretException.class, program::run).getMessage());
  }

  private static void assertMembers(Program program, String name, int... expected) {
    Value members = program.value(name);
    boolean[] wanted = new boolean[members.values().length];
    for (int i : expected) wanted[i] = true;
    for (int i = 0; i < wanted.length; i++) assertEquals(wanted[i], members.isMember(i), name + "[" + i + "]");
  }

  private static Value floats(double... values) {
    return Value.dense(ElementType.F32, new int[] {values.length}, values);
  }

  private static Value integers(double... values) {
    return Value.dense(ElementType.I32, new int[] {values.length}, values);
  }
}
