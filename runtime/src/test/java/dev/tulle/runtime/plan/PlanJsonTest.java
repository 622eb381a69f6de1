package dev.tulle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.runtime.Sketch;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.file.StrictJson;
import dev.tulle.runtime.plan.Plan.Storage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
  private static Plan roundTrip(Plan plan) {
    return PlanReader.read("plan", StrictJson.parse("plan", StrictJson.pretty(PlanWriter.write(plan))));
  }

  @Test
  void readsWhatItWrote() {
    for (Sketch sketch : List.of(Sketches.linear(), Sketches.gather(), Sketches.positive(), Sketches.csr())) {
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
}
