package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tulle.dsl.model.ElementType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// States, updates and entries (section 2 of the language).
class SessionTest {
  private static Value floats(int[] shape, double... values) {
    return Value.dense(ElementType.F32, shape, values);
  }

  private static double[] state(Session session, String name) {
    return session.states().get(name).values();
  }

  @Test
  void aRunReadsTheValuesBeforeItAndUpdatesTakeEffectTogether() {
    Session session = Interpreter.open(new Program("""
        model Swap {
          input x: f32
          state a: f32 = 1.0
          state b: f32 = 2.0
          update a = b
          update b = a + x
          output y = a * 10.0 + b
        }
        """).model(), Map.of(), Map.of());
    Map<String, Value> inputs = Map.of("x", floats(new int[0], 5.0));
    assertEquals(12, session.run("", inputs, Map.of()).outputs().get("y").values()[0]);
    assertEquals(26, session.run("", inputs, Map.of()).outputs().get("y").values()[0]);
    assertArrayEquals(new double[] {6}, state(session, "a"));
    assertArrayEquals(new double[] {7}, state(session, "b"));
  }

  @Test
  void aPartialUpdateLeavesTheOtherElements() {
    Session session = Interpreter.open(new Program("""
        model Partial(K = 4) {
          input ids: i32[T]
          state seen: i32[K] = 0
          update seen[k] where any(t) (ids[t] == k) = seen[k] + count(t where ids[t] == k)
        }
        """).model(), Map.of(), Map.of());
    session.run("", Map.of("ids", Value.dense(ElementType.I32, new int[] {3}, 1, 3, 1)), Map.of());
    session.run("", Map.of("ids", Value.dense(ElementType.I32, new int[] {1}, 3)), Map.of());
    assertArrayEquals(new double[] {0, 2, 0, 2}, state(session, "seen"));
  }

  @Test
  void entriesShareWeightsAndStates() {
    Session session = Interpreter.open(new Program("""
        model Cache(CAPACITY = 4, D = 2) {
          weight scale: f32[D]
          state keys: f32[CAPACITY, D] = 0.0
          state length: i32 = 0
          let doubled[d] = 2.0 * scale[d]
          entry prefill(x: f32[T, D]) {
            require T <= CAPACITY
            update keys[c, d] where c < T = x[c, d] * doubled[d]
            update length = T
          }
          entry decode(x: f32[D]) {
            update keys[c, d] where c == length = x[d] * doubled[d]
            update length = length + 1
            output y[c: CAPACITY] = if c < length then sum(d) keys[c, d] * x[d] else 0.0
          }
        }
        """).model(), Map.of("scale", floats(new int[] {2}, 0.5, 1.0)), Map.of());
    session.run("prefill", Map.of("x", floats(new int[] {2, 2}, 1, 2, 3, 4)), Map.of());
    Map<String, Value> step = Map.of("x", floats(new int[] {2}, 1, -1));
    assertArrayEquals(new double[] {-3, -5, 0, 0}, session.run("decode", step, Map.of()).outputs().get("y").values());
    assertArrayEquals(new double[] {-3, -5, 3, 0}, session.run("decode", step, Map.of()).outputs().get("y").values());
    assertEquals(4, state(session, "length")[0]);
  }

  @Test
  void aStateFollowsThePatternItIsDeclaredOn() {
    Session session = Interpreter.open(new Program("""
        model PruneAndRegrow(K = 4) {
          input x: f32[K]
          weight start: f32[K]
          state pattern kept[k: K] = k < 2
          state w: f32[k: K] where kept[k] = start[k]
          update w[k] = w[k] + x[k]
          update kept[k] = x[k] > 0.0
          output y = sum(k) w[k]
        }
        """).model(), Map.of("start", floats(new int[] {4}, 10, 20, 30, 40)), Map.of());
    Value w = session.states().get("w");
    assertArrayEquals(new double[] {10, 20, 0, 0}, w.values());
    assertArrayEquals(new boolean[] {true, true, false, false}, w.present());
    Value x = floats(new int[] {4}, -1, 2, 3, -4);
    assertEquals(30, session.run("", Map.of("x", x), Map.of()).outputs().get("y").values()[0]);
    // 0 left; 1 stayed and took its update; 2 entered with its first value
    assertArrayEquals(new boolean[] {false, true, true, false}, session.states().get("w").present());
    assertArrayEquals(new double[] {0, 22, 30, 0}, state(session, "w"));
    assertEquals(52, session.run("", Map.of("x", x), Map.of()).outputs().get("y").values()[0]);
  }

  @Test
  void aFailedRunLeavesTheStatesAsTheyWere() {
    Session session = Interpreter.open(new Program("""
        model Fails(K = 2) {
          input at: i32
          weight w: f32[K]
          state n: i32 = 0
          update n = n + 1
          output y = w[at]
        }
        """).model(), Map.of("w", floats(new int[] {2}, 1, 2)), Map.of());
    Map<String, Value> wrong = Map.of("at", Value.dense(ElementType.I32, new int[0], 7));
    assertThrows(InterpretException.class, () -> session.run("", wrong, Map.of()));
    assertEquals(0, state(session, "n")[0]);
  }

  @Test
  void layersOwnStatesUnderTheNameOfTheirCall() {
    Session session = Interpreter.open(new Program("""
        layer Mean(x: f32[B]) -> (y: f32) {
          state total: f32 = 0.0
          state runs: i32 = 0
          update total = total + sum(b) x[b]
          update runs = runs + B
          output y = (total + sum(b) x[b]) / cast(f32, runs + B)
        }
        model Two {
          input p, q: f32[B]
          let a = Mean(p)
          let b = Mean(q)
          output y = a - b
        }
        """).model(), Map.of(), Map.of());
    Map<String, Value> inputs = Map.of("p", floats(new int[] {2}, 1, 3), "q", floats(new int[] {2}, 0, 1));
    assertEquals(1.5, session.run("", inputs, Map.of()).outputs().get("y").values()[0]);
    assertArrayEquals(new double[] {4}, state(session, "a.total"));
    assertArrayEquals(new double[] {1}, state(session, "b.total"));
    assertArrayEquals(new double[] {2}, state(session, "b.runs"));
  }

  @Test
  void sizesOfWeightsAndStatesAreFixedWhenTheModelIsOpened() {
    Program program = new Program("""
        model Fixed {
          input x: f32[T, D]
          state s: f32[D] = 0.0
          update s[d] = sum(t) x[t, d]
        }
        """);
    assertFails("[R0103] size `D` is not given, and nothing that is bound says what it is",
        () -> Interpreter.open(program.model(), Map.of(), Map.of()));
    Session session = Interpreter.open(program.model(), Map.of(), Map.of("D", 2L));
    session.run("", Map.of("x", floats(new int[] {1, 2}, 1, 2)), Map.of());
    session.run("", Map.of("x", floats(new int[] {2, 2}, 1, 2, 3, 4)), Map.of());
    assertArrayEquals(new double[] {4, 6}, state(session, "s"));
    assertFails("[R0103] size `D` is 2 since the model was opened, but 3 by axis 1 of `x`",
        () -> session.run("", Map.of("x", floats(new int[] {1, 3}, 1, 2, 3)), Map.of()));
    assertFails("[R0101] model `Fixed` has no entries; it is run without a name", () -> session.run("step", Map.of(), Map.of()));
  }

  @Test
  void oneRunFindsTheSizesOfStatesInItsInputs() {
    Program program = new Program("""
        model Fixed {
          input x: f32[T, D]
          state s: f32[D] = 1.0
          update s[d] = s[d] + sum(t) x[t, d]
          output y[d] = s[d]
        }
        """);
    program.bind("x", floats(new int[] {2, 2}, 1, 2, 3, 4));
    Evaluation run = program.run();
    assertArrayEquals(new double[] {1, 1}, run.outputs().get("y").values());
    assertArrayEquals(new double[] {1, 1}, run.named("s").orElseThrow().values());
    assertArrayEquals(new double[] {5, 7}, run.states().get("s").values());
  }

  @Test
  void sizesGivenAtOpeningHoldForEveryRun() {
    Session session = Interpreter.open(new Program("""
        model Given {
          size N
          output y[i: N] = i
        }
        """).model(), Map.of(), Map.of("N", 3L));
    assertArrayEquals(new double[] {0, 1, 2}, session.run("", Map.of(), Map.of()).outputs().get("y").values());
    assertArrayEquals(new double[] {0, 1, 2}, session.run("", Map.of(), Map.of("N", 3L)).outputs().get("y").values());
    assertFails("[R0103] size `N` is 3 since the model was opened, but given as 4", () -> session.run("", Map.of(), Map.of("N", 4L)));
  }

  @Test
  void whatIsRequiredOfTheSizesOfStatesHoldsBeforeTheyGetTheirFirstValues() {
    Program program = new Program("""
        model Requires {
          weight w: f32[K]
          require K >= 2
          state s: f32[k: K] = w[1]
          entry one(x: f32[B]) {
            require B > K
            output y[k: K] = s[k]
          }
        }
        """);
    assertFails("[R0104] the model requires K >= 2, which does not hold for K = 1",
        () -> Interpreter.open(program.model(), Map.of("w", floats(new int[] {1}, 1)), Map.of()));
    Session session = Interpreter.open(program.model(), Map.of("w", floats(new int[] {2}, 1, 2)), Map.of());
    assertArrayEquals(new double[] {2, 2}, state(session, "s"));
    assertFails("[R0104] the model requires B > K, which does not hold for B = 1, K = 2",
        () -> session.run("one", Map.of("x", floats(new int[] {1}, 0)), Map.of()));
  }

  @Test
  void aFirstValueReadsTheStatesBeforeItAsTheyAreThen() {
    Session session = Interpreter.open(new Program("""
        model Chain(K = 3) {
          input x: f32
          input on: bool[K]
          state a: f32 = 2.0
          state pattern p[k: K] = k == 0
          state s: f32[k: K] where p[k] = a * cast(f32, k + 1)
          state t: f32[k: K] where p[k] = 10.0 * s[k]
          update a = x
          update p[k] = on[k]
          update s[k] = s[k] + 0.5
        }
        """).model(), Map.of(), Map.of());
    assertArrayEquals(new double[] {2, 0, 0}, state(session, "s"));
    assertArrayEquals(new double[] {20, 0, 0}, state(session, "t"));
    Value on = Value.dense(ElementType.BOOL, new int[] {3}, 1, 0, 1);
    session.run("", Map.of("x", floats(new int[0], 5), "on", on), Map.of());
    assertArrayEquals(new double[] {2.5, 0, 15}, state(session, "s"));
    assertArrayEquals(new double[] {20, 0, 150}, state(session, "t"));
    assertArrayEquals(new double[] {1, 0, 1}, state(session, "p"));
  }

  @Test
  void whatCannotFollowItsPatternFailsTheRunAndChangesNothing() {
    Session session = Interpreter.open(new Program("""
        model Enter(K = 2) {
          input x: bool[K]
          weight at: i32[K]
          weight w: f32[2]
          state n: i32 = 0
          state pattern p[k: K] = k == 0
          state s: f32[k: K] where p[k] = w[at[k]]
          update n = n + 1
          update p[k] = x[k]
        }
        """).model(), Map.of("at", Value.dense(ElementType.I32, new int[] {2}, 1, 7), "w", floats(new int[] {2}, 5, 6)), Map.of());
    Map<String, Value> enter = Map.of("x", Value.dense(ElementType.BOOL, new int[] {2}, 1, 1));
    assertFails("[R0106] index 7 into axis 0 of `w`, which has 2 positions (from `at`, where k = 1)",
        () -> session.run("", enter, Map.of()));
    assertArrayEquals(new double[] {0}, state(session, "n"));
    assertArrayEquals(new double[] {1, 0}, state(session, "p"));
  }

  @Test
  void statesRoundToTheirStoredType() {
    Session session = Interpreter.open(new Program("""
        model Stored {
          input x: f32
          state h: f16 = 0.1
          state c: u8 = 250
          update h = h + x
          update c = c + 3
        }
        """).model(), Map.of(), Map.of());
    assertEquals(0.0999755859375, state(session, "h")[0]);
    for (int run = 0; run < 3; run++) session.run("", Map.of("x", floats(new int[0], 0.001)), Map.of());
    // in units of 2⁻¹⁴, 0.001 is 16.4: each run adds 16 of them
    assertEquals(0.0999755859375 + 3 * 16 * 0x1p-14, state(session, "h")[0]);
    assertEquals(255, state(session, "c")[0]);
  }

  @Test
  void aRunIsToldWhichProgramAndItsInputs() {
    Program program = new Program("""
        model Two {
          weight w: f32
          entry up(x: f32) { output y = x + w }
          entry down(z: f32) { output y = z - w }
        }
        """);
    Value one = floats(new int[0], 1);
    Session session = Interpreter.open(program.model(), Map.of("w", one), Map.of());
    assertEquals(0, session.run("down", Map.of("z", one), Map.of()).outputs().get("y").values()[0]);
    assertEquals(2, Interpreter.run(program.model(), Map.of("x", one, "w", one), Map.of()).outputs().get("y").values()[0]);
    assertFails("[R0101] model `Two` has no entry `left`, only up, down", () -> session.run("left", Map.of(), Map.of()));
    assertFails("[R0101] no data is bound to `x`", () -> session.run("up", Map.of(), Map.of()));
    assertFails("[R0101] entry `up` has no input `z`", () -> session.run("up", Map.of("x", one, "z", one), Map.of()));
    assertFails("[R0101] model `Two` has no weight `x`", () -> Interpreter.open(program.model(), Map.of("w", one, "x", one), Map.of()));
  }

  @Test
  void aForcedPatternIsFollowedByTheStates() {
    Session session = Interpreter.open(new Program("""
        model Forced {
          input x: f32[N]
          state pattern kept[k: 3] = true
          pattern best[n] = topk(n, 1) x[n]
          require N == 3
          update kept[k] = best[k]
        }
        """).model(), Map.of(), Map.of());
    Map<String, Value> data = Map.of("x", floats(new int[] {3}, 1, 3, 2));
    session.run("", data, Map.of());
    assertArrayEquals(new double[] {0, 1, 0}, state(session, "kept"));
    session.run("", data, Map.of(), Map.of("best", Value.members(new int[] {3}, false, false, true)));
    assertArrayEquals(new double[] {0, 0, 1}, state(session, "kept"));
  }

  private static void assertFails(String message, Executable run) {
    assertEquals(message, assertThrows(InterpretException.class, run).getMessage());
  }
}
