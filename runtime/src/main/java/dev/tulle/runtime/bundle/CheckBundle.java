package dev.tulle.runtime.bundle;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.CheckPlan;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether a bundle holds together: names that can stand in it, code for each kernel, plans that hold together and agree on what callers
/// see.
public final class CheckBundle {
  private CheckBundle() {}

  /// Refuses a bundle that the compiler made wrongly.
  ///
  /// @throws CompilerBug with the first problem
  public static void check(Bundle bundle) {
    CheckPlan.first(problems(bundle))
        .ifPresent(
            problem -> {
              throw new CompilerBug("bundle of " + bundle.plan().model() + ": " + problem);
            });
  }

  /// What is wrong, in words; empty if nothing is.
  public static List<String> problems(Bundle bundle) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (TargetCode code : bundle.targets()) {
      String target = code.target().name();
      if (!Entries.isTargetName(target) || !names.add(target)) problems.add("target '" + target + "' is there twice or has no such name");
      code(code).forEach(p -> problems.add("target " + target + ": " + p));
      CheckPlan.problems(code.plan(), code.kernels()).forEach(p -> problems.add("target " + target + ": " + p));
      if (!interfaceOf(code.plan()).equals(interfaceOf(bundle.plan())))
        problems.add("target " + target + " has other inputs, outputs or sizes than the first");
    }
    return problems;
  }

  private static List<String> code(TargetCode code) {
    List<String> problems = new ArrayList<>();
    List<String> kernels = code.kernels().stream().map(Kernel::name).toList();
    for (String name : kernels) if (!Entries.isKernelName(name)) problems.add("'" + name + "' is no name for a kernel");
    if (!kernels.equals(code.code().stream().map(KernelCode::kernel).toList()))
      problems.add("there is not one code for each kernel, in order");
    return problems;
  }

  /// What a caller sees of a plan.
  private static List<Object> interfaceOf(Plan plan) {
    return List.of(plan.model(), plan.doc(), plan.parameters(), plan.sizes(), plan.requirements(), plan.inputs(), plan.weights(),
        plan.outputs());
  }
}
