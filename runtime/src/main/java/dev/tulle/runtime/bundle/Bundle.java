package dev.tulle.runtime.bundle;

import dev.tulle.runtime.plan.Plan;
import java.util.List;
import java.util.Optional;

/// A compiled model: what [BundleWriter] writes, [BundleReader] reads and a `Model` runs, with or without a file between them. The plans of
/// all targets have the same name, parameters, sizes, requirements and ports; buffers, kernels and launches may differ.
///
/// @param targets at least one, each target once
/// @param spec the text that it was compiled from, for people
public record Bundle(List<TargetCode> targets, Optional<String> spec) {
  public Bundle {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) throw new IllegalArgumentException("a bundle has at least one target");
  }

  /// The plan of the first program, to ask for what all targets and programs share.
  public Plan plan() {
    return targets.getFirst().plan();
  }

  /// The plans of all programs, to ask for what all targets share.
  public List<Plan> plans() {
    return targets.getFirst().plans();
  }
}
