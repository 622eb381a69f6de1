package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import java.util.List;

/// A program as kernels and the plan that runs them, for one target.
public record Lowered(Plan plan, List<Kernel> kernels) {
  public Lowered {
    kernels = List.copyOf(kernels);
  }
}
