package dev.tulle.runtime.session;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.runtime.Sketch;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.Plan.Storage;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Tensor W = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
  private static final Tensor X = Tensor.of(new float[] {1, 1, 0, 2}, 2, 2);
  private static final float[] Y = {15.5f, 175.5f, 671.5f, 20.5f, 200.5f, 732.5f};

  @Test
  void runsWhatDependsOnWeightsOnceAndTheRestEachTime() {
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      assertArrayEquals(Y, session.run(Map.of("x", X)).tensor("y").toFloats());
      Tensor one = Tensor.of(new float[] {1, 0}, 1, 2);
      assertArrayEquals(new float[] {5.5f, 75.5f, 305.5f}, session.run(Map.of("x", one)).tensor("y").toFloats());
      assertArrayEquals(Y, session.run(Map.of("x", X)).tensor("y").toFloats());
    }
  }

  @Test
  void measuresASizeInEachRun() {
    try (Session session = Sketches.counted().open(Map.of())) {
      for (float[] x : List.of(new float[] {1, -1, 2, 3}, new float[] {-1, -1, -1, -1}, new float[] {1, 1, 1, 1},
          new float[] {1, -1, 2, 3})) {
        int[] wanted = new int[4];
        int count = 0;
        for (int n = 0; n < 4; n++) wanted[n] = count += x[n] > 0 ? 1 : 0;
        assertArrayEquals(wanted, session.run(Map.of("x", Tensor.of(x, 4))).tensor("y").toInts());
      }
      refuses(Code.NAME, () -> session.run(Call.of(Map.of("x", X)).size("K", 2)), "no size `K`", "it has N");
    }
  }

  @Test
  void aResultBelongsToTheReceiver() {
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      Tensor first = session.run(Map.of("x", X)).tensor("y");
      Tensor second = session.run(Map.of("x", Tensor.zeros(ElementType.F32, 2, 2))).tensor("y");
      assertNotSame(first, second);
      assertArrayEquals(Y, first.toFloats());
    }
  }

  @Test
  void writesIntoTheCallersTensor() {
    Tensor onHeap = Tensor.wrap(MemorySegment.ofArray(new float[6]), ElementType.F32, 2, 3);
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      Result result = session.run(Call.of(Map.of("x", X)).into("y", onHeap));
      assertSame(onHeap, result.tensor("y"));
      assertArrayEquals(Y, onHeap.toFloats());
      Call call = Call.of(Map.of("x", X));
      refuses(Code.SIZE, () -> session.run(call.into("y", Tensor.zeros(ElementType.F32, 3, 2))), "`y` is f32[2, 3]", "f32[3, 2]");
      refuses(Code.TYPE, () -> session.run(call.into("y", Tensor.zeros(ElementType.F16, 2, 3))), "f16[2, 3]");
      refuses(Code.NAME, () -> session.run(call.into("z", onHeap)), "no output `z`", "`y`");
      Tensor readOnly = Tensor.wrap(onHeap.data().asReadOnly(), ElementType.F32, 2, 3);
      refuses(Code.FORMAT, () -> session.run(call.into("y", readOnly)), "read-only");
    }
  }

  @Test
  void readsInputsOfAnyMemory() {
    try (Session session = Sketches.linear().open(Map.of("w", W));
        Arena arena = Arena.ofConfined()) {
      Tensor heap = Tensor.wrap(MemorySegment.ofArray(X.toFloats()), ElementType.F32, 2, 2);
      MemorySegment odd = arena.allocate(17, 1).asSlice(1);
      odd.copyFrom(X.data());
      assertArrayEquals(Y, session.run(Map.of("x", heap)).tensor("y").toFloats());
      assertArrayEquals(Y, session.run(Map.of("x", Tensor.wrap(odd, ElementType.F32, 2, 2))).tensor("y").toFloats());
    }
  }

  @Test
  void memoryThatItsOwnerFreedIsRefused() {
    Arena arena = Arena.ofShared();
    MemorySegment w = arena.allocate(24, 64).copyFrom(W.data());
    Tensor mine = Tensor.wrap(arena.allocate(16, 64).copyFrom(X.data()), ElementType.F32, 2, 2);
    try (Session session = Sketches.linear().open(Map.of("w", Tensor.wrap(w, ElementType.F32, 3, 2)));
        Session other = Sketches.linear().open(Map.of("w", W))) {
      assertArrayEquals(Y, session.run(Map.of("x", mine)).tensor("y").toFloats());
      arena.close();
      refuses(Code.STATE, () -> session.run(Map.of("x", X)), "memory of `w` was freed");
      refuses(Code.STATE, () -> other.run(Map.of("x", mine)), "memory of `x` was freed");
    }
  }

  @Test
  void showsNamedBuffers() {
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      Call call = Call.of(Map.of("x", X)).show("norm").show("dot").show("w");
      Map<String, Value> shown = session.run(call).shown();
      assertArrayEquals(new float[] {5, 25, 61}, ((Tensor) shown.get("norm")).toFloats());
      assertArrayEquals(new float[] {3, 7, 11, 4, 8, 12}, ((Tensor) shown.get("dot")).toFloats());
      assertArrayEquals(W.toFloats(), ((Tensor) shown.get("w")).toFloats());
      refuses(Code.NAME, () -> session.run(call.show("p")), "no `p` to show", "`norm`");
    }
  }

  @Test
  void timesEachKernelIfAsked() {
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      Result result = session.run(Call.of(Map.of("x", X)).timed());
      assertArrayEquals(Y, result.tensor("y").toFloats());
      assertEquals(List.of("product", "finish"), result.launches().stream().map(Result.Launch::kernel).toList());
      assertEquals(List.of(), result.launches().stream().filter(launch -> launch.nanoseconds() <= 0).toList());
      assertEquals(List.of(), session.run(Map.of("x", X)).launches());
    }
  }

  @Test
  void aLoopGoesRoundUntilItsCountOrItsFlag() {
    Tensor x = Tensor.of(new float[] {1, 3}, 2);
    try (Session session = Sketches.doubling().open(Map.of())) {
      for (int again = 0; again < 2; again++) {
        assertArrayEquals(new float[] {1, 3}, doubled(session, x, 0));
        assertArrayEquals(new float[] {2, 6}, doubled(session, x, 1));
        assertArrayEquals(new float[] {12, 28}, doubled(session, x, 3));
        assertArrayEquals(new float[] {121, 249}, doubled(session, x, 1_000_000));
      }
    }
  }

  private static float[] doubled(Session session, Tensor x, long steps) {
    return session.run(Call.of(Map.of("x", x)).size("S", steps)).tensor("y").toFloats();
  }

  @Test
  void aLoopThatIsTooLongIsRefused() {
    Sketch sketch = Sketches.doubling().loop("t", "S * 3000000000L", 1, null);
    try (Session session = sketch.open(Map.of())) {
      Tensor x = Tensor.of(new float[] {1, 3}, 2);
      refuses(Code.SIZE, () -> doubled(session, x, 1), "the loop over `t` would go round 3000000000 times");
      assertArrayEquals(new float[] {1, 3}, doubled(session, x, 0));
    }
  }

  @Test
  void nothingToDoIsNoError() {
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      Tensor y = session.run(Map.of("x", Tensor.zeros(ElementType.F32, 0, 2))).tensor("y");
      assertArrayEquals(new long[] {0, 3}, y.shape());
    }
    try (Session session = Sketches.linear().open(Map.of("w", Tensor.zeros(ElementType.F32, 3, 0)))) {
      assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f},
          session.run(Map.of("x", Tensor.zeros(ElementType.F32, 1, 0))).tensor("y").toFloats());
    }
  }

  @Test
  void sparseOutputsAreSorted() {
    try (Session session = Sketches.positive().open(Map.of())) {
      SparseTensor y = session.run(Map.of("x", Tensor.of(new float[] {-1, 2, 3, 0, Float.NaN, 5}, 3, 2))).sparse("y");
      assertArrayEquals(new int[] {0, 1, 1, 0, 2, 1}, y.indices().toInts());
      assertArrayEquals(new float[] {2, 3, 5}, y.values().toFloats());
      assertEquals(List.of(3L, 2L), y.shape().orElseThrow());
      Result none = session.run(Map.of("x", Tensor.zeros(ElementType.F32, 0, 2)));
      assertEquals(0, none.sparse("y").count());
      refuses(Code.FORMAT, () -> none.tensor("y"), "sparse(\"y\")");
      refuses(Code.NAME, () -> none.sparse("z"), "no output 'z'");
      Tensor into = Tensor.zeros(ElementType.F32, 0, 2);
      refuses(Code.FORMAT, () -> session.run(Call.of(Map.of("x", into)).into("y", into)), "`y` is sparse");
    }
  }

  @Test
  void namesMustBeThere() {
    refuses(Code.NAME, () -> Sketches.linear().open(Map.of("v", W)), "no weight `w`", "`v`");
    try (Session session = Sketches.linear().open(Map.of("w", W, "unused", W))) {
      refuses(Code.NAME, () -> session.run(Map.of()), "input `x`");
      refuses(Code.NAME, () -> session.run(Map.of("x", X, "z", X)), "no input `z`", "`x`");
      refuses(Code.NAME, () -> session.run(Call.of(Map.of("x", X)).size("Q", 1)), "no size `Q`", "D, F, T");
      assertArrayEquals(Y, session.run(Map.of("x", X)).tensor("y").toFloats(), "usable after errors");
    }
  }

  @Test
  void typesAndSizesMustAgree() {
    refuses(Code.TYPE, () -> Sketches.linear().open(Map.of("w", W.to(ElementType.F16))), "`w` is f32", "f16[3, 2]");
    try (Session session = Sketches.linear().open(Map.of("w", W))) {
      refuses(Code.TYPE, () -> session.run(Map.of("x", X.to(ElementType.I32))), "`x` is f32", "i32[2, 2]");
      refuses(Code.SIZE, () -> session.run(Map.of("x", Tensor.of(new float[4], 4))), "`x` has 2 axes", "f32[4]");
      refuses(
          Code.SIZE, () -> session.run(Map.of("x", Tensor.of(new float[4], 1, 4))), "`D` is 2 by axis 1 of `w`", "but 4 by axis 1 of `x`");
      refuses(Code.SIZE, () -> session.run(Call.of(Map.of("x", X)).size("T", 3)), "`T` is 3 as given, but 2 by axis 0 of `x`");
      refuses(Code.SIZE, () -> session.run(Call.of(Map.of("x", X)).size("T", 1L << 31)), "`T` is 2147483648", "0 to 2147483647");
      refuses(Code.SIZE, () -> session.run(Call.of(Map.of("x", X)).size("T", -1)), "`T` is -1");
      assertArrayEquals(Y, session.run(Call.of(Map.of("x", X)).size("T", 2)).tensor("y").toFloats());
    }
    Sketch fixed = Sketches.positive();
    try (Session session = fixed.open(Map.of())) {
      refuses(Code.SIZE, () -> session.run(Map.of("x", Tensor.zeros(ElementType.F32, 1, 3))), "axis 1 of `x` must have 2 positions",
          "f32[1, 3]");
    }
  }

  @Test
  void requirementsAreChecked() {
    refuses(
        Code.REQUIREMENT, () -> Sketches.linear().open(Map.of("w", Tensor.zeros(ElementType.F32, 1, 3))), "requires D % 2L == 0L",
        "D = 3, F = 1");
  }

  @Test
  void givenSizesAreAskedFor() {
    Sketch sketch = new Sketch("Ramp").given("N").output("y", Scalar.I32, Storage.DENSE, "N").atRun("""
        ramp
        size N: i32
        buffer y: i32[N] write
        grid n < N
        { y[n] = n }""");
    try (Session session = sketch.open(Map.of())) {
      refuses(Code.SIZE, () -> session.run(Map.of()), "size `N` is not known", "given by name");
      assertArrayEquals(new int[] {0, 1, 2}, session.run(Call.of(Map.of()).size("N", 3)).tensor("y").toInts());
    }
  }

  @Test
  void tooLargeIsRefusedBeforeAnythingIsAllocated() {
    Sketch sketch = new Sketch("Outer").given("N")
        .output("y", Scalar.F32, Storage.DENSE, "1L")
        .buffer("big", Scalar.F32, Lifetime.RUN, "N", "N")
        .atRun("""
            touch
            size N: i32
            buffer big: f32[N, N] write
            buffer y: f32[1] write
            { y[0] = 1.0f }""");
    try (Session session = sketch.open(Map.of())) {
      refuses(
          Code.MEMORY, () -> session.run(Call.of(Map.of()).size("N", 2147483647)), "`big` is too large with N = 2147483647",
          "more than 2^63 bytes");
      refuses(Code.MEMORY, () -> session.run(Call.of(Map.of()).size("N", 2000000)), "16000000000004 bytes", "N = 2000000", "`big`");
      assertArrayEquals(new float[] {1}, session.run(Call.of(Map.of()).size("N", 2)).tensor("y").toFloats());
    }
  }

  @Test
  void indicesInInputsAreCheckedWhenBound() {
    Tensor emb = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    try (Session session = Sketches.gather().open(Map.of("emb", emb))) {
      assertArrayEquals(new float[] {5, 6, 1, 2}, session.run(Map.of("ids", Tensor.of(new int[] {2, 0}, 2))).tensor("y").toFloats());
      refuses(
          Code.INDEX, () -> session.run(Map.of("ids", Tensor.of(new int[] {0, 3}, 2))), "element [1] of `ids` is 3",
          "emb[ids[n], d], axis 0", "positions 0 to 2");
      refuses(Code.INDEX, () -> session.run(Map.of("ids", Tensor.of(new int[] {-1}, 1))), "element [0] of `ids` is -1");
      assertEquals(0, session.run(Map.of("ids", Tensor.of(new int[0], 0))).tensor("y").count());
    }
  }

  @Test
  void failSitesNamePositionAndValue() {
    Sketch sketch = new Sketch("Fails").sizes("N")
        .input("x", Scalar.I32, "N", "3L")
        .output("y", Scalar.I32, Storage.DENSE, "N")
        .site("index {value} of t[x[n, m]] at {position} is outside of 0 to {size}", "N * 2L", "n", "N")
        .atRun("""
            pick
            size N: i32
            buffer x: i32[N, 3] read buffer y: i32[N] write
            grid n < N
            {
              y[n] = x[n, 0]
              if x[n, 1] < 0 { fail 0 at n value x[n, 1] }
            }""");
    try (Session session = sketch.open(Map.of())) {
      Tensor bad = Tensor.of(new int[] {1, 1, 1, 2, -7, 2, 3, -8, 3}, 3, 3);
      refuses(Code.INDEX, () -> session.run(Map.of("x", bad)), "index -7 of t[x[n, m]] at n = 1 is outside of 0 to 6");
      assertArrayEquals(new int[] {4}, session.run(Map.of("x", Tensor.of(new int[] {4, 0, 0}, 1, 3))).tensor("y").toInts());
    }
  }

  @Test
  void aClosedSessionRefuses() {
    Session session = Sketches.linear().open(Map.of("w", W));
    session.close();
    session.close();
    refuses(Code.STATE, () -> session.run(Map.of("x", X)), "`Linear` is closed");
  }
}
