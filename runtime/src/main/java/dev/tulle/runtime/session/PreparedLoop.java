package dev.tulle.runtime.session;

import dev.tulle.runtime.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A loop whose count is known. Nothing waits for the device but the look at the flag that ends it.
record PreparedLoop(String counter, long count, List<PreparedStep> steps, List<Plan.Swap> swaps, Optional<String> until)
    implements PreparedStep {
  @Override
  public void run(Round round) {
    for (long i = 0; i < count; i++) {
      round.counters().put(counter, i);
      for (PreparedStep step : steps) step.run(round);
      for (Plan.Swap swap : swaps) round.memories().swap(swap.first(), swap.second());
      if (until.isPresent() && isSet(round, until.get())) return;
    }
  }

  private static boolean isSet(Round round, String flag) {
    byte[] value = new byte[1];
    round.memories().get(flag).read(0, MemorySegment.ofArray(value));
    return value[0] != 0;
  }
}
