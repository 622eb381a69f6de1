package dev.tulle.runtime.bundle;

import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import java.util.List;

/// A model as compiled for one target.
///
/// @param kernels every kernel that the plan launches, once
/// @param code one for each kernel, by the same name
public record TargetCode(Target target, Plan plan, List<Kernel> kernels, List<KernelCode> code) {
  public TargetCode {
    kernels = List.copyOf(kernels);
    code = List.copyOf(code);
  }
}
