package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.interpret.Tolerance;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.session.Call;
import dev.tulle.runtime.session.Session;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Data that nobody wants, on every target: routing scores that decide nothing, and lists that are longer in one run than in all before.
class BadDataTest {
  private static final long SEED = 4;
  private static final String ROUTING = """
      model Routing(E = 6, K = %d) {
        input x: f32[T, D]
        weight gate: f32[E, D]
        weight w: f32[E, F, D]
        let logit[t, e] = sum(d) gate[e, d] * x[t, d]
        pattern routed[t, e] = topk(e, K) logit[t, e]
        let p[t, e] where routed[t, e] = softmax(e where routed[t, e]) logit[t, e]
        let h[t, e, f] where routed[t, e] = relu(sum(d) w[e, f, d] * x[t, d])
        output y[t, f] = sum(e) p[t, e] * h[t, e, f]
        output n[t] = count(e where routed[t, e])
        output chosen[t, e] where routed[t, e] = p[t, e]
      }
      """;
  private static final String LISTS = """
      model Lists {
        input x: f32[N, M]
        input d: f32[N, M] as csr
        pattern large[n, m] = x[n, m] > 1.0
        let root[n, m] where large[n, m] = sqrt(x[n, m])
        output y[n, m] where large[n, m] = root[n, m] * 2.0
        output z[n] = sum(m) root[n, m]
        output s[m] = sum(n) d[n, m]
        fold [n: N] (m where large[n, m]) with (last = -1) {
          next last = m
        }
        output at[n] = last[n]
      }
      """;

  private static Stream<DeviceChoice> devices() {
    return Stream.of(Targets.interpreters().stream().skip(1).limit(1), Targets.cpus().stream(), Targets.others().stream()).flatMap(s -> s);
  }

  private static Value values(int[] shape, IntToDoubleFunction value) {
    double[] numbers = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    Arrays.setAll(numbers, i -> (float) value.applyAsDouble(i));
    return Value.dense(ElementType.F32, shape, numbers);
  }

  private static Map<String, dev.tulle.runtime.tensor.Value> forSession(Map<String, Value> values) {
    Map<String, dev.tulle.runtime.tensor.Value> result = new HashMap<>();
    values.forEach((name, value) -> result.put(name, MadeData.forSession(value)));
    return result;
  }

  /// One run of an open session gives what the reference interpreter gives.
  private static Map<String, Value> same(CompiledSpec spec, Session session, Map<String, Value> weights, Map<String, Value> inputs) {
    Map<String, Value> all = new HashMap<>(weights);
    all.putAll(inputs);
    Tolerance tolerance = Tolerance.of(spec.model(), all, Map.of());
    var results = session.run(Call.of(forSession(inputs))).outputs();
    Map<String, Value> found = new HashMap<>();
    tolerance.exact().outputs().forEach((name, exact) -> {
      Value actual = MadeData.fromSession(results.get(name), exact.element(), exact.shape());
      assertEquals("", tolerance.compare(name, actual).orElse(""));
      found.put(name, actual);
    });
    return found;
  }

  /// What is routed where the score of a token and an expert is `score` times the sum of the token.
  private static Map<String, Value> routed(DeviceChoice device, int k, double token, double gate) {
    CompiledSpec spec = new CompiledSpec("routing", ROUTING.formatted(k));
    Random random = new Random(SEED);
    Map<String, Value> weights = Map.of(
        "gate", values(new int[] {6, 5}, _ -> gate), "w", values(new int[] {6, 4, 5}, _ -> random.nextGaussian()));
    try (Session session = spec.on(device.info().target()).open(device, WeightSource.of(forSession(weights)))) {
      return same(spec, session, weights, Map.of("x", values(new int[] {19, 5}, i -> token * (i + 1))));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void equalScoresGoToTheLowerIndex(DeviceChoice device) {
    for (double gate : new double[] {0, 1, Double.POSITIVE_INFINITY}) {
      Value chosen = routed(device, 2, 1, gate).get("chosen");
      for (int i = 0; i < chosen.values().length; i++) assertEquals(i % 6 < 2, chosen.exists(i), gate + " at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void scoresThatAreNotNumbersChooseNobody(DeviceChoice device) {
    Map<String, Value> found = routed(device, 2, Double.NaN, 1);
    for (double y : found.get("y").values()) assertEquals(0.0, y);
    for (double n : found.get("n").values()) assertEquals(0.0, n);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void moreThanThereAreIsAll(DeviceChoice device) {
    for (double n : routed(device, 9, 1, 1).get("n").values()) assertEquals(6.0, n);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void aRunMayHaveMoreMembersAndLargerSizesThanThoseBeforeIt(DeviceChoice device) {
    CompiledSpec spec = new CompiledSpec("lists", LISTS);
    Random random = new Random(SEED);
    try (Session session = spec.on(device.info().target()).open(device, WeightSource.none())) {
      for (int[] shape : new int[][] {{3, 20}, {70, 9}, {3, 20}}) {
        for (double share : new double[] {0, 0.05, 1, 0.5, 0}) {
          Value x = values(shape, _ -> random.nextDouble() < share ? 1.5 + random.nextDouble() : 0);
          boolean[] stored = new boolean[x.values().length];
          for (int i = 0; i < stored.length; i++) stored[i] = x.values()[i] > 0;
          same(spec, session, Map.of(), Map.of("x", x, "d", Value.sparse(ElementType.F32, shape, x.values(), stored)));
        }
      }
    }
  }
}
