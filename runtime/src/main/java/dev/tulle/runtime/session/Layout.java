package dev.tulle.runtime.session;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What sizes decide: the bytes of each buffer whose sizes are known, and the steps with their arguments. It holds for every run with the same sizes.
record Layout(Map<String, Long> sizes, Map<String, Long> bytes, List<PreparedStep> steps) {

  /// @param lifetimes whose buffers exist when the steps run
  /// @throws TulleException `SIZE` or `MEMORY` for sizes that are too large, before anything is allocated
  static Layout of(Plan plan, Set<Lifetime> lifetimes, List<Plan.Step> steps, Map<String, Kernel> kernels, BoundSizes sizes) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    Map<String, Long> allocated = new LinkedHashMap<>();
    for (Plan.PlanBuffer buffer : plan.buffers()) {
      if (!lifetimes.contains(buffer.lifetime()) || buffer.shape().stream().anyMatch(sizes::awaits)) continue;
      bytes.put(buffer.name(), bytes(buffer, sizes));
      // Bound data is in memory already.
      boolean bound = buffer.lifetime() == Lifetime.INPUT || buffer.lifetime() == Lifetime.WEIGHT;
      if (!bound) allocated.put(buffer.name(), bytes.get(buffer.name()));
    }
    MemoryLimit.check(allocated, sizes);
    return new Layout(Map.copyOf(sizes.values()), bytes, new PrepareSteps(kernels, sizes, bytes).all(steps));
  }

  private static long bytes(Plan.PlanBuffer buffer, BoundSizes sizes) {
    long[] shape = sizes.shape(buffer.shape(), "`" + buffer.name() + "`");
    try {
      return Shape.bytes(ElementType.of(buffer.element()), shape);
    } catch (TulleException e) {
      throw new TulleException(Code.MEMORY, "buffer `" + buffer.name() + "` is too large with " + sizes.spelled() + ": " + e.detail(), e);
    }
  }
}
