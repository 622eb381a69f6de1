package dev.tulle.compiler.differential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.interpret.Interpreter;
import dev.tulle.dsl.interpret.Value;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.runtime.DeviceChoice;
import dev.tulle.runtime.Model;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.WeightSource;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.session.Session;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs in sequence beside the reference interpreter's session, outputs and states compared after each. The numbers are small and whole, so nothing is rounded.
class SessionsTest {
  private static final String SWAP = """
      model Swap {
        input x: f32
        state a: f32 = 1.0
        state b: f32 = 2.0
        update a = b
        update b = a + x
        output y = a * 10.0 + b
      }
      """;
  private static final String ENTRIES = """
      model Counted(K = 4) {
        weight w: f32[K]
        state total: f32[k: K] = w[k] * 2.0
        let twice[k: K] = sum(j: K) w[j] * w[k]
        entry add(ids: i32[T]) {
          update total[k] where any(t) (ids[t] == k) = total[k] + twice[k]
          output n = sum(k: K) total[k]
        }
        entry read(f: f32) {
          output y[k: K] = total[k] * f + twice[k]
        }
      }
      """;
  private static final String FOLLOWING = """
      model Following(K = 5) {
        state pattern alive[k: K] = k < 2
        state age: f32[k: K] where alive[k] = 10.0
        entry step(on: i32[K]) {
          update alive[k] = on[k] > 0
          update age[k] where alive[k] = age[k] + 1.0
          output seen = sum(k: K where alive[k]) age[k]
        }
      }
      """;

  private static final String CACHE = """
      model Cache(N = 3) {
        state keys: f32[j: N, d: 2] = -1.0
        state twice: f32[j: N] = 0.0
        state at: i32 = 0
        entry decode(x: f32[2], emb: i32[2]) {
          update keys[j, d] where j == at = x[d] + keys[j, d]
          update twice[j] where at <= j < at + 2 = twice[j] * 2.0 + keys[j, 0]
          update at = at + 1
          output y[j: N] = sum(d) keys[j, d] * x[d]
          output z = x[emb[1]]
        }
      }
      """;
  private static final String NAMES = """
      model Names(K = 3) {
        weight w: f32[K]
        entry first(x: f32) {
          let h[k: K] = sum(j: K) w[j] * w[k]
          output y[k: K, j: K] = h[k] * x + h[j]
        }
        entry second(x: f32) {
          let g[k: K] = sum(j: K) w[j] * w[k]
          let h[k: K] = sum(j: K) w[j] * w[k] * x
          output y[k: K, j: K] = g[k] * h[j] + h[k] + g[j]
        }
        entry third(x: f32) {
          let h[k: K] = sum(j: K) (w[j] + w[k])
          output y[k: K, j: K] = h[k] * x + h[j]
        }
      }
      """;

  private record Run(String entry, Map<String, Value> inputs) {}

  private static Value number(double x) {
    return Value.dense(ElementType.F32, new int[0], x);
  }

  private static Value whole(double... x) {
    return Value.dense(ElementType.I32, new int[] {x.length}, x);
  }

  private static Stream<DeviceChoice> devices() {
    return Stream.of(Targets.interpreters(), Targets.cpus(), Targets.others()).flatMap(List::stream);
  }

  private static Session open(CompiledSpec spec, DeviceChoice device, Map<String, Value> weights) {
    return spec.on(device.info().target()).open(device, WeightSource.of(toSession(weights)), Map.of());
  }

  private static Map<String, dev.tulle.runtime.tensor.Value> toSession(Map<String, Value> values) {
    Map<String, dev.tulle.runtime.tensor.Value> result = new HashMap<>();
    values.forEach((name, value) -> result.put(name, MadeData.forSession(value)));
    return result;
  }

  private static void same(String text, Map<String, Value> weights, List<Run> runs) {
    CompiledSpec spec = new CompiledSpec("sessions", text);
    CheckedModel model = spec.model();
    devices().forEach(device -> {
      var reference = Interpreter.open(model, weights, Map.of());
      try (Session session = open(spec, device, weights)) {
        equal(device, reference.states(), session.states());
        for (Run run : runs) {
          var expected = reference.run(run.entry(), run.inputs(), Map.of()).outputs();
          var outputs = new HashMap<>(session.run(run.entry(), toSession(run.inputs())).outputs());
          outputs.keySet().retainAll(expected.keySet());
          equal(device, expected, outputs);
          equal(device, reference.states(), session.states());
        }
      }
    });
  }

  private static void equal(DeviceChoice device, Map<String, Value> expected, Map<String, dev.tulle.runtime.tensor.Value> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, value) -> {
      Value found = MadeData.fromSession(actual.get(name), value.element(), value.shape());
      assertArrayEquals(value.values(), found.values(), () -> name + " on " + device.info().target().name());
      for (int i = 0; i < value.values().length; i++) assertEquals(value.exists(i), found.exists(i), name + " at " + i);
    });
  }

  @Test
  void aRunReadsTheValuesBeforeItAndUpdatesTakeEffectTogether() {
    same(SWAP, Map.of(),
        List.of(new Run("", Map.of("x", number(5))), new Run("", Map.of("x", number(3))), new Run("", Map.of("x", number(1)))));
  }

  @Test
  void entriesShareWeightsAndStates() {
    same(ENTRIES, Map.of("w", Value.dense(ElementType.F32, new int[] {4}, 1, 2, 3, 4)), List.of(
        new Run("read", Map.of("f", number(2))), new Run("add", Map.of("ids", whole(1, 3, 1))), new Run("read", Map.of("f", number(1))),
        new Run("add", Map.of("ids", whole(0))), new Run("read", Map.of("f", number(3)))));
  }

  /// Beyond the end nothing changes.
  @Test
  void onlyTheElementsOfAnUpdateAreWritten() {
    Run decode = new Run("decode", Map.of("x", Value.dense(ElementType.F32, new int[] {2}, 2, 3), "emb", whole(0, 1)));
    same(CACHE, Map.of(), List.of(decode, decode, decode, decode, decode));
    Plan plan = new CompiledSpec("sessions", CACHE).on(Targets.cpus().getFirst().info().target()).bundle().plan();
    assertEquals(2, plan.commit().size());
    assertEquals(List.of(new Plan.Swap("at", "at.next")), plan.updates());
  }

  @Test
  void aFailedRunWritesNoElementOfAState() {
    CompiledSpec spec = new CompiledSpec("sessions", CACHE);
    devices().forEach(device -> {
      try (Session session = open(spec, device, Map.of())) {
        Map<String, Value> bad = Map.of("x", Value.dense(ElementType.F32, new int[] {2}, 2, 3), "emb", whole(0, 2));
        TulleException failed = assertThrows(TulleException.class, () -> session.run("decode", toSession(bad)));
        assertEquals(TulleException.Code.INDEX, failed.code());
        assertArrayEquals(new float[] {-1, -1, -1, -1, -1, -1}, ((Tensor) session.state("keys")).toFloats());
        assertArrayEquals(new int[] {0}, ((Tensor) session.state("at")).toInts());
      }
    });
  }

  @Test
  void oneNameMayMeanDifferentThingsInDifferentEntries() {
    same(NAMES, Map.of("w", Value.dense(ElementType.F32, new int[] {3}, 1, 2, 3)), List.of(
        new Run("first", Map.of("x", number(2))), new Run("second", Map.of("x", number(3))), new Run("third", Map.of("x", number(4))),
        new Run("first", Map.of("x", number(5)))));
  }

  @Test
  void aStateFollowsItsPattern() {
    same(FOLLOWING, Map.of(), List.of(
        new Run("step", Map.of("on", whole(0, 1, 1, 0, 1))), new Run("step", Map.of("on", whole(1, 1, 0, 0, 1))),
        new Run("step", Map.of("on", whole(1, 0, 0, 0, 0)))));
  }

  @Test
  void whatDependsOnWeightsAloneIsComputedOnceForAllEntries() {
    Model model = new CompiledSpec("sessions", ENTRIES).on(Targets.cpus().getFirst().info().target());
    List<Plan> plans = model.bundle().plans();
    assertTrue(!plans.get(0).open().isEmpty());
    assertEquals(List.of(), plans.get(1).open());
  }

  @Test
  void statesSurviveInAFileAndOthersAreRefused(@TempDir Path folder) {
    CompiledSpec spec = new CompiledSpec("sessions", FOLLOWING);
    DeviceChoice device = Targets.cpus().getFirst();
    for (String ending : List.of("npz", "safetensors")) {
      Path file = folder.resolve("states." + ending);
      Map<String, dev.tulle.runtime.tensor.Value> next = toSession(Map.of("on", whole(1, 1, 0, 0, 1)));
      try (Session first = open(spec, device, Map.of());
          Session second = open(spec, device, Map.of())) {
        first.run("step", toSession(Map.of("on", whole(0, 1, 1, 0, 1))));
        first.saveStates(file);
        second.loadStates(file);
        assertArrayEquals(
            first.run("step", next).tensor("seen").toFloats(), second.run("step", next).tensor("seen").toFloats());
        TulleException wrong = assertThrows(TulleException.class, () -> second.setStates(Map.of("alive", Tensor.zeros(
            dev.tulle.runtime.tensor.ElementType.BOOL, 4))));
        assertEquals(TulleException.Code.SIZE, wrong.code());
      }
    }
  }

  @Test
  void unknownEntriesAreRefusedAndFailedRunsLeaveTheStates() {
    CompiledSpec spec = new CompiledSpec("sessions", ENTRIES);
    Map<String, Value> weights = Map.of("w", Value.dense(ElementType.F32, new int[] {4}, 1, 2, 3, 4));
    devices().forEach(device -> {
      try (Session session = open(spec, device, weights)) {
        TulleException unknown = assertThrows(TulleException.class, () -> session.run("red", Map.of()));
        assertTrue(unknown.getMessage().contains("`add`, `read`"), unknown.getMessage());
        assertThrows(TulleException.class, () -> session.run("add", Map.of()));
        assertArrayEquals(new float[] {2, 4, 6, 8}, ((Tensor) session.state("total")).toFloats());
      }
    });
  }

  private static final String SPARSE = """
      model Sparse(K = 4) {
        weight w: f32[K]
        state pattern alive[k: K] = k < 2
        state follows: f32[j: K, k: K] where alive[k] and j <= k = 1.0
        state fixed: i32[k: K] where w[k] > 0.0 = 7
        entry grow(on: i32[K], table: f32[T], at: i32[K]) {
          update alive[k] = on[k] > 0
          update follows[j, k] where alive[k] and j <= k = follows[j, k] + table[at[k] + j]
          update fixed[k] where w[k] > 0.0 = 8
        }
      }
      """;
  private static final Map<String, Value> SIGNS = Map.of("w", Value.dense(ElementType.F32, new int[] {4}, 1, -1, 1, -1));

  private static SparseTensor pairs(int[] indices, float... values) {
    return SparseTensor.of(Tensor.of(indices, values.length, 2), Tensor.of(values, values.length), 4, 4);
  }

  private static SparseTensor listed(int[] indices, int... values) {
    return SparseTensor.of(Tensor.of(indices, values.length, 1), Tensor.of(values, values.length), 4);
  }

  @Test
  void aSparseStateThatIsGivenMustExistExactlyWhereItsPatternSays() {
    CompiledSpec spec = new CompiledSpec("sessions", SPARSE);
    devices().forEach(device -> {
      try (Session session = open(spec, device, SIGNS)) {
        var before = session.states();
        refused(session, Map.of("fixed", listed(new int[] {0, 1, 2}, 1, 2, 3)), "`fixed` at [1] has the value 2.0, but its pattern says");
        refused(session, Map.of("fixed", listed(new int[] {0}, 1)), "`fixed` at [2] has no value");
        refused(session, Map.of("alive", Tensor.of(new boolean[] {false, true, true, false}, 4)), "`follows` at [0, 0] would not exist",
            "give `follows`, too");
        refused(session, Map.of("alive", Tensor.of(new boolean[] {true, true, true, false}, 4)), "`follows` at [0, 2] would exist");
        refused(session, Map.of("follows", pairs(new int[] {0, 0, 0, 1, 1, 0}, 1, 2, 3)), "`follows` at [1, 0] has the value 3.0");
        assertEquals(text(before), text(session.states()));
        session.setStates(Map.of("fixed", listed(new int[] {0, 2}, 5, 6)));
        session.setStates(
            Map.of("alive", Tensor.of(new boolean[] {false, true, false, false}, 4), "follows", pairs(new int[] {0, 1, 1, 1}, 4, 5)));
        assertArrayEquals(new int[] {5, 6}, ((SparseTensor) session.state("fixed")).values().toInts());
        assertArrayEquals(new float[] {4, 5}, ((SparseTensor) session.state("follows")).values().toFloats());
      }
    });
  }

  private static void refused(Session session, Map<String, dev.tulle.runtime.tensor.Value> values, String... parts) {
    TulleException refused = assertThrows(TulleException.class, () -> session.setStates(values));
    assertEquals(TulleException.Code.FORMAT, refused.code());
    for (String part : parts) assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  private static List<String> text(Map<String, dev.tulle.runtime.tensor.Value> states) {
    return states.entrySet().stream().map(s -> s.getKey() + switch (s.getValue()) {
      case Tensor t -> Arrays.toString(t.toDoubles());
      case SparseTensor t -> Arrays.toString(t.indices().toInts()) + Arrays.toString(t.values().toDoubles());
    }).toList();
  }

  /// The kernel that updates one of them finds the wrong position, when others have computed their new values.
  @Test
  void aRunThatFailsInAKernelLeavesPatternsAndWhatFollowsThem() {
    CompiledSpec spec = new CompiledSpec("sessions", SPARSE);
    Map<String, Value> table = Map.of("table", Value.dense(ElementType.F32, new int[] {3}, 1, 2, 3), "on", whole(1, 1, 1, 0));
    devices().forEach(device -> {
      try (Session session = open(spec, device, SIGNS)) {
        var before = text(session.states());
        Map<String, Value> bad = new HashMap<>(table);
        bad.put("at", whole(0, 2, 0, 0));
        TulleException failed = assertThrows(TulleException.class, () -> session.run("grow", toSession(bad)));
        assertEquals(TulleException.Code.INDEX, failed.code());
        assertTrue(failed.getMessage().contains("table"), failed.getMessage());
        assertEquals(before, text(session.states()), device.info().target().name());
        Map<String, Value> good = new HashMap<>(table);
        good.put("at", whole(0, 1, 0, 0));
        session.run("grow", toSession(good));
        assertEquals("alive[1.0, 1.0, 1.0, 0.0]", text(session.states()).getFirst());
        assertEquals("fixed[0, 2][8.0, 8.0]", text(session.states()).getLast());
      }
    });
  }
}
