package dev.tulle.runtime.bundle;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.CheckPlan;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.StoredBuffers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
      for (Plan plan : code.all()) CheckPlan.problems(plan, code.kernels()).forEach(p -> problems.add("target " + target + ": " + p));
      programs(code).forEach(p -> problems.add("target " + target + ": " + p));
      if (!code.plans()
          .stream()
          .map(CheckBundle::interfaceOf)
          .toList()
          .equals(bundle.plans().stream().map(CheckBundle::interfaceOf).toList())
          || code.initial().isPresent() != bundle.targets().getFirst().initial().isPresent()
          || code.existence().isPresent() != bundle.targets().getFirst().existence().isPresent())
        problems.add("target " + target + " has other inputs, outputs or sizes than the first");
    }
    return problems;
  }

  /// What programs must have in common, because they share it.
  private static List<String> programs(TargetCode code) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Map<String, Plan.PlanBuffer> kept = new HashMap<>();
    Map<String, Plan.Size> sizes = new HashMap<>();
    for (Plan plan : code.all()) {
      boolean initial = code.initial().isPresent() && plan == code.initial().get();
      boolean existence = code.existence().isPresent() && plan == code.existence().get();
      boolean named = initial || existence || (plan.entry().isEmpty() ? code.plans().size() == 1 : Entries.isKernelName(plan.entry()));
      if (!named || !initial && !existence && !names.add(plan.entry()))
        problems.add("program '" + plan.entry() + "' is there twice or has no such name");
      if (!plan.weights().equals(code.plan().weights()) || !plan.model().equals(code.plan().model()))
        problems.add("program '" + plan.entry() + "' has other weights than the first");
      if (!plan.states().equals(initial ? List.of() : code.plan().states()))
        problems.add("program '" + plan.entry() + "' has other states");
      if ((initial || existence) && !plan.inputs().isEmpty()) problems.add("what opening runs needs inputs");
      for (Plan.PlanBuffer buffer : plan.buffers()) {
        if (!buffer.lifetime().isKept()) continue;
        Plan.PlanBuffer other = kept.putIfAbsent(buffer.name(), buffer);
        if (other != null && !other.equals(buffer)) problems.add("two programs keep different things in '" + buffer.name() + "'");
      }
      for (Plan.Size size : plan.sizes()) {
        Plan.Size other = sizes.putIfAbsent(size.name(), size);
        if (other != null && other.type() != size.type()) problems.add("two programs have different sizes '" + size.name() + "'");
      }
    }
    if (code.initial().isPresent() == code.plan().states().isEmpty()) problems.add("its states have no first values");
    if (!asksForExistence(code)) problems.add("it does not say which elements of its sparse states exist");
    return problems;
  }

  private static boolean asksForExistence(TargetCode code) {
    List<String> sparse = code.plan()
        .states()
        .stream()
        .filter(p -> p.storage() == Plan.Storage.MEMBERS)
        .map(p -> p.name() + StoredBuffers.EXISTENCE)
        .toList();
    if (code.existence().isEmpty()) return sparse.isEmpty();
    Plan plan = code.existence().get();
    return !sparse.isEmpty() && plan.updates().isEmpty() && plan.commit().isEmpty()
        && plan.outputs().stream().allMatch(p -> p.storage() == Plan.Storage.BITMAP)
        && plan.outputs().stream().map(Plan.Port::name).toList().equals(sparse);
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
    return List.of(plan.model(), plan.entry(), plan.doc(), plan.parameters(), plan.sizes(), plan.requirements(), plan.inputs(),
        plan.weights(),
        plan.outputs(), plan.states());
  }
}
