package dev.tulle.runtime.session;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Steps with their arguments, once sizes are known. What does nothing is left out: empty grids, loops without a round.
final class PrepareSteps {
  private final Map<String, Kernel> kernels;
  private final BoundSizes sizes;
  private final Map<String, Long> bytes;
  /// How often each loop around the step at hand goes round, by its counter.
  private final Map<String, Long> rounds = new HashMap<>();

  /// @param bytes of each buffer of the plan
  PrepareSteps(Map<String, Kernel> kernels, BoundSizes sizes, Map<String, Long> bytes) {
    this.kernels = kernels;
    this.sizes = sizes;
    this.bytes = bytes;
  }

  /// @throws TulleException `SIZE` for sizes that are too large
  List<PreparedStep> all(List<Plan.Step> steps) {
    List<PreparedStep> prepared = new ArrayList<>();
    for (Plan.Step step : steps) {
      switch (step) {
        case Plan.Launch launch ->
            PreparedLaunch.prepare(launch, kernels.get(launch.kernel()), sizes, bytes, rounds).ifPresent(prepared::add);
        case Plan.Loop loop -> {
          long count = sizes.evaluate(loop.count());
          if (count > Integer.MAX_VALUE) {
            throw new TulleException(Code.SIZE,
                "the loop over `" + loop.counter() + "` would go round " + count + " times with " + sizes.spelled() + ", more than "
                    + Integer.MAX_VALUE);
          }
          if (count <= 0) continue;
          rounds.put(loop.counter(), count);
          prepared.add(new PreparedLoop(loop.counter(), count, all(loop.steps()), loop.swaps(), loop.until()));
          rounds.remove(loop.counter());
        }
        case Plan.Either either ->
            prepared.addAll(all(List.copyOf(sizes.evaluate(either.condition()) == 1 ? either.then() : either.otherwise())));
        case Plan.Measure measure -> throw new CompilerBug("`" + measure.size() + "` is measured inside of a part of the run");
      }
    }
    return List.copyOf(prepared);
  }
}
