package dev.tulle.runtime.session;

import dev.tulle.runtime.plan.Plan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// A loop whose count is known. The host waits for the device only when it looks whether the loop has ended, every few rounds.
record PreparedLoop(String counter, long count, List<PreparedStep> steps, List<Plan.Swap> swaps, Optional<String> until)
    implements PreparedStep {
  /// Rounds from look to look: a few rounds that do nothing cost less than to wait in each.
  private static final int ROUNDS = 4;

  @Override
  public void run(Round round) {
    for (long i = 0; i < count; i++) {
      round.counters().put(counter, i);
      for (PreparedStep step : steps) step.run(round);
      swap(round);
      if (until.isEmpty() || i % ROUNDS != ROUNDS - 1 && i != count - 1) continue;
      int last = read(round, until.get());
      if (last < 0) continue;
      if ((i - last) % 2 != 0) swap(round);
      return;
    }
  }

  private void swap(Round round) {
    for (Plan.Swap swap : swaps) round.memories().swap(swap.first(), swap.second());
  }

  private static int read(Round round, String number) {
    int[] value = new int[1];
    round.memories().get(number).read(0, MemorySegment.ofArray(value));
    return value[0];
  }
}
