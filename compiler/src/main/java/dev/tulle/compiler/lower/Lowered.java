package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import java.util.List;
import java.util.Optional;

/// A model as kernels and the plans that run them, for one target.
///
/// @param initial what gives states their first values
/// @param existence what says which elements of sparse states exist
/// @param plans one for each program
public record Lowered(Optional<Plan> initial, Optional<Plan> existence, List<Plan> plans, List<Kernel> kernels) {
  public Lowered {
    plans = List.copyOf(plans);
    kernels = List.copyOf(kernels);
  }
}
