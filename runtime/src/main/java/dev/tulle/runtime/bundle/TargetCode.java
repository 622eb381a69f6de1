package dev.tulle.runtime.bundle;

import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A model as compiled for one target.
///
/// @param initial what gives the states their first values, once, when a session opens; empty for a model without states
/// @param existence what says which elements of its sparse states exist, asked before a caller's values take the place of theirs: an output
///     [StoredBuffers#EXISTENCE] for each; empty for a model without such states
/// @param plans one for each program of the model, the first one first. Weights, states and what opening computes are shared by name
/// @param kernels every kernel that a plan launches, once
/// @param code one for each kernel, by the same name
public record TargetCode(Target target, Optional<Plan> initial, Optional<Plan> existence, List<Plan> plans, List<Kernel> kernels,
    List<KernelCode> code) {
  public TargetCode {
    plans = List.copyOf(plans);
    if (plans.isEmpty()) throw new IllegalArgumentException("a model has at least one program");
    kernels = List.copyOf(kernels);
    code = List.copyOf(code);
  }

  /// Of the first program.
  public Plan plan() {
    return plans.getFirst();
  }

  /// The plans in the order in which opening goes through them.
  public List<Plan> all() {
    return Stream.of(initial.stream(), existence.stream(), plans.stream()).flatMap(p -> p).toList();
  }
}
