package dev.tulle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.runtime.Sketch;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.file.StrictJson;
import dev.tulle.runtime.plan.Plan.Storage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
  private static Plan roundTrip(Plan plan) {
    return PlanReader.read("plan", StrictJson.parse("plan", StrictJson.pretty(PlanWriter.write(plan))));
  }

  @Test
  void readsWhatItWrote() {
    for (Sketch sketch : List.of(Sketches.linear(), Sketches.gather(), Sketches.positive(), Sketches.csr(), Sketches.doubling(),
        Sketches.counted())) {
      assertEquals(sketch.plan(), roundTrip(sketch.plan()));
    }
  }

  @Test
  void keepsEveryDetail() {
    Plan plan = new Sketch("a \"b\"\nü")
        .sizes("b3.w", "row 1")
        .given("H")
        .require("`row 1` % 2L == 0L & H > 1L")
        .input("n", Scalar.F16, Storage.NM, List.of(2, 4), "b3.w", "H * 4L")
        .weight("m", Scalar.BF16, Storage.BLOCKS, List.of(16, 8), "b3.w", "H")
        .constant("c", Scalar.F32, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 1e-45, 0.1f)
        .site("{value} at {position}", "H + 1L", "i", "min(H, 7L)")
        .plan();
    assertEquals(plan, roundTrip(plan));
  }

  /// Whatever is altered, the answer is our own exception, a list of problems or a plan.
  @Test
  void survivesDamage() {
    damage(Sketches.csr());
    damage(Sketches.doubling());
    damage(Sketches.counted());
  }

  private static void damage(Sketch sketch) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String good = new String(StrictJson.pretty(PlanWriter.write(sketch.plan())), StandardCharsets.UTF_8);
    String[] pieces = {"\"", "{", "}", "[", "]", ",", "0", "-1", "9999999999", "null", "\"x\"", "1e999", "D", " / 0L", "true"};
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      int at = random.nextInt(good.length());
      int end = Math.min(good.length(), at + random.nextInt(6));
      String bad = good.substring(0, at) + pieces[random.nextInt(pieces.length)] + good.substring(end);
      try {
        Plan plan = PlanReader.read("plan", StrictJson.parse("plan", bad.getBytes(StandardCharsets.UTF_8)));
        if (!CheckPlan.problems(plan, sketch.kernels()).isEmpty()) refused++;
      } catch (TulleException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", text:\n" + bad, e);
      }
    }
    assertTrue(refused > 1000, "only " + refused + " damaged plans were refused, seed " + seed);
  }

  @Test
  void problemsAreFound() {
    assertEquals(List.of(), CheckPlan.problems(Sketches.linear().plan(), Sketches.linear().kernels()));
    finds("there are two sizes 'T'", Sketches.linear().sizes("T"));
    finds("there are two ports 'x'", Sketches.linear().output("x", Scalar.F32, Storage.DENSE, "T"));
    finds("there is no size 'v.stored'", withoutCount());
    finds("cannot be stored as NM[5, 4]", new Sketch("m").input("v", Scalar.F32, Storage.NM, List.of(5, 4), "8L"));
    finds("cannot be stored as BLOCKS[2, 2]", new Sketch("m").input("v", Scalar.F32, Storage.BLOCKS, List.of(2, 2), "8L"));
    finds("may not write 'norm', whose lifetime is OPEN", Sketches.linear().atRun("again size F: i32 buffer norm: f32[F] write { }"));
    finds("may not read 'x', whose lifetime is INPUT", Sketches.linear().atOpen("early size T: i32 buffer x: f32[T] read { }"));
    finds("fails at a site that is none", Sketches.linear().atRun("failing { fail 0 at 0 value 0 }"));
    finds("has no size for 'Q'", Sketches.linear().atRun("sized size Q: i32 { }"));
    finds("has no buffer of F16 for 'x'", Sketches.linear().atRun("typed buffer x: f16[1] read { }"));
    finds("there are two kernels 'square'", Sketches.linear().atRun("square { }"));
  }

  @Test
  void problemsOfLoopsAreFound() {
    assertEquals(List.of(), CheckPlan.problems(Sketches.doubling().plan(), Sketches.doubling().kernels()));
    finds("has no size for 's'", Sketches.doubling().atRun("after size s: i32 { }"));
    finds("has a counter whose name is taken", Sketches.doubling().loop("N", "2L", 1, null));
    finds("has a counter whose name is taken", Sketches.doubling().loop("s", "2L", 1, null));
    finds("swaps 'y' and 'w', which are not alike", Sketches.doubling().loop("t", "2L", 0, null, new Plan.Swap("y", "w")));
    finds("swaps 'y' and 'last', which are not alike", Sketches.doubling().loop("t", "2L", 0, null, new Plan.Swap("y", "last")));
    finds("may not write 'x', whose lifetime is INPUT", Sketches.doubling().loop("t", "2L", 0, null, new Plan.Swap("x", "y")));
    finds("ends by 'y', which is no number", Sketches.doubling().loop("t", "2L", 0, "y"));
    finds("ends by 'nothing', which is no number", Sketches.doubling().loop("t", "2L", 0, "nothing"));
  }

  @Test
  void loopsNestSoFarAndNoFurther() {
    Sketch deep = new Sketch("Deep").atRun("nothing { }");
    for (int i = 0; i < Plan.Loop.DEEPEST; i++) deep.loop("i" + i, "1L", 1, null);
    assertEquals(List.of(), CheckPlan.problems(deep.plan(), deep.kernels()));
    assertEquals(deep.plan(), roundTrip(deep.plan()));
    Plan deeper = deep.loop("j", "1L", 1, null).plan();
    assertTrue(CheckPlan.problems(deeper, deep.kernels()).getFirst().contains("is in too many others"));
    TulleException refused = assertThrows(TulleException.class, () -> roundTrip(deeper));
    assertTrue(refused.getMessage().contains("is a loop in more than 32 others"), refused.getMessage());
  }

  private static Sketch withoutCount() {
    return new Sketch("m") {
      @Override
      public Plan plan() {
        Plan p = super.plan();
        return new Plan(
            p.version(), p.model(), p.entry(), p.doc(), p.parameters(), List.of(), p.requirements(), p.inputs(), p.weights(), p.outputs(),
            List.of(), List.of(), List.of(),
            p.open(), p.run(), p.commit(), p.sites());
      }
    }.input("v", Scalar.F32, Storage.CSR, List.of(), "8L");
  }

  private static void finds(String problem, Sketch sketch) {
    List<String> problems = CheckPlan.problems(sketch.plan(), sketch.kernels());
    assertTrue(problems.stream().anyMatch(p -> p.contains(problem)), () -> "not \"" + problem + "\" but " + problems);
  }

  @Test
  void nothingUsesASizeBeforeItIsMeasured() {
    Sketch good = Sketches.counted();
    assertEquals(List.of(), CheckPlan.problems(good.plan(), good.kernels()));
    List<Plan.Step> run = good.plan().run();
    List<List<Plan.Step>> wrong = List.of(
        List.of(run.get(0), run.get(2), run.get(1), run.get(3)),
        List.of(run.get(0), run.get(2), run.get(3)),
        List.of(run.get(0), run.get(1), run.get(1), run.get(2), run.get(3)),
        List.of(run.get(0), new Plan.Loop("s", good.expression("N"), List.of(run.get(1)), List.of(), Optional.empty()), run.get(2),
            run.get(3)),
        List.of(run.get(0), new Plan.Measure("K", "y"), run.get(2), run.get(3)));
    for (List<Plan.Step> steps : wrong) {
      Plan p = good.plan();
      Plan other = new Plan(p.version(), p.model(), p.entry(), p.doc(), p.parameters(), p.sizes(), p.requirements(), p.inputs(),
          p.weights(),
          p.outputs(), p.states(), p.updates(), p.buffers(), p.open(), steps, p.commit(), p.sites());
      assertTrue(!CheckPlan.problems(other, good.kernels()).isEmpty(), steps.toString());
    }
  }

  @Test
  void eitherWayIsReadBackAndChecked() {
    Sketch linear = Sketches.linear();
    Plan p = linear.plan();
    List<Plan.Launch> launches = p.run().stream().map(Plan.Launch.class::cast).toList();
    for (String condition : List.of("T < 4L", "T + D")) {
      Plan.Step either = new Plan.Either(linear.expression(condition), launches, launches);
      Plan other = new Plan(p.version(), p.model(), p.entry(), p.doc(), p.parameters(), p.sizes(), p.requirements(), p.inputs(),
          p.weights(),
          p.outputs(), p.states(), p.updates(), p.buffers(), p.open(), List.of(either), p.commit(), p.sites());
      assertEquals(other, roundTrip(other));
      List<String> wrong = condition.equals("T < 4L") ? List.of() : List.of("a condition of the run is no bool over sizes");
      assertEquals(wrong, CheckPlan.problems(other, linear.kernels()));
    }
  }
}
