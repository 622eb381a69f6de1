package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Launch;
import dev.tulle.runtime.plan.Plan.Lifetime;
import dev.tulle.runtime.plan.Plan.PlanBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Lets programs share what opening computes: a launch of the same kernel with the same sizes on the same buffers as one of a program before is left out, and what reads its
/// result reads that of the other. What two programs keep under one name although it differs gets the entry behind its name.
public final class ShareOpened {
  private final Map<String, Kernel> kernels;
  /// Where the results of a launch are, by parameter.
  private final Map<List<Object>, Map<String, String>> computed = new HashMap<>();
  private final Map<String, PlanBuffer> kept = new HashMap<>();

  private ShareOpened(List<Kernel> kernels) {
    this.kernels = kernels.stream().collect(Collectors.toMap(Kernel::name, Function.identity()));
  }

  public static Lowered share(Lowered lowered) {
    ShareOpened share = new ShareOpened(lowered.kernels());
    Optional<Plan> initial = lowered.initial().map(share::plan);
    Optional<Plan> existence = lowered.existence().map(share::plan);
    return new Lowered(initial, existence, lowered.plans().stream().map(share::plan).toList(), lowered.kernels());
  }

  private Plan plan(Plan plan) {
    Map<String, String> renamed = new HashMap<>();
    for (PlanBuffer b : plan.buffers()) if (isTaken(b)) renamed.put(b.name(), b.name() + "@" + plan.entry());
    UnaryOperator<String> name = n -> renamed.getOrDefault(n, n);
    List<Plan.Step> open = new ArrayList<>();
    for (Plan.Step step : plan.open()) {
      if (step instanceof Launch launch && writesAlone(launch, plan.open())) {
        List<Object> key = List.of(launch.kernel(), new TreeMap<>(launch.sizes()), buffers(launch, true, name));
        Map<String, String> results = computed.get(key);
        if (results != null && canRead(plan, buffers(launch, false, UnaryOperator.identity()), results)) {
          buffers(launch, false, UnaryOperator.identity()).forEach((parameter, buffer) -> renamed.put(buffer, results.get(parameter)));
          continue;
        }
        computed.putIfAbsent(key, buffers(launch, false, name));
      }
      open.add(step(step, name));
    }
    Map<String, PlanBuffer> buffers = new LinkedHashMap<>();
    for (PlanBuffer b : plan.buffers()) {
      PlanBuffer own = new PlanBuffer(name.apply(b.name()), b.element(), b.shape(), b.lifetime(), b.constant());
      PlanBuffer shared = kept.getOrDefault(own.name(), own);
      buffers.putIfAbsent(own.name(), b.lifetime() == Lifetime.OPEN ? shared : own);
    }
    buffers.values().stream().filter(b -> b.lifetime().isKept()).forEach(b -> kept.putIfAbsent(b.name(), b));
    return new Plan(
        plan.version(), plan.model(), plan.entry(), plan.doc(), plan.parameters(), plan.sizes(), plan.requirements(), plan.inputs(),
        plan.weights(), plan.outputs(), plan.states(), plan.updates(), List.copyOf(buffers.values()), open,
        plan.run().stream().map(s -> step(s, name)).toList(), plan.commit().stream().map(s -> step(s, name)).toList(), plan.sites());
  }

  /// Whether the plan has nothing else by the names of the results.
  private static boolean canRead(Plan plan, Map<String, String> own, Map<String, String> results) {
    return own.entrySet()
        .stream()
        .allMatch(
            e -> e.getValue().equals(results.get(e.getKey()))
                || plan.buffers().stream().noneMatch(b -> b.name().equals(results.get(e.getKey()))));
  }

  private boolean isTaken(PlanBuffer buffer) {
    PlanBuffer other = kept.get(buffer.name());
    return other != null && switch (buffer.lifetime()) {
      case OPEN -> true;
      case CONSTANT -> !other.equals(buffer);
      case INPUT, WEIGHT, STATE, RUN, OUTPUT -> false;
    };
  }

  /// Whether nothing else computes a part of its results.
  private boolean writesAlone(Launch launch, List<Plan.Step> steps) {
    Set<String> written = new HashSet<>(buffers(launch, false, UnaryOperator.identity()).values());
    boolean whole = kernels.get(launch.kernel()).buffers().stream().noneMatch(b -> b.access() == Buffer.Access.READ_WRITE);
    return whole && steps.stream().filter(s -> s != launch).noneMatch(s -> switch (s) {
      case Launch other -> buffers(other, false, UnaryOperator.identity()).values().stream().anyMatch(written::contains);
      case Plan.Loop _, Plan.Either _ -> true;
      case Plan.Measure _ -> false;
    });
  }

  /// The buffers that a launch reads, or those it writes, by parameter.
  private Map<String, String> buffers(Launch launch, boolean read, UnaryOperator<String> name) {
    Map<String, String> buffers = new TreeMap<>();
    for (Buffer b : kernels.get(launch.kernel()).buffers()) {
      if (read == (b.access() == Buffer.Access.READ)) buffers.put(b.name(), name.apply(launch.buffers().get(b.name())));
    }
    return buffers;
  }

  private static Plan.Step step(Plan.Step step, UnaryOperator<String> name) {
    return switch (step) {
      case Launch l -> launch(l, name);
      case Plan.Loop l -> new Plan.Loop(
          l.counter(), l.count(), l.steps().stream().map(s -> step(s, name)).toList(),
          l.swaps().stream().map(s -> new Plan.Swap(name.apply(s.first()), name.apply(s.second()))).toList(), l.until().map(name));
      case Plan.Either e -> new Plan.Either(e.condition(), e.then().stream().map(l -> launch(l, name)).toList(),
          e.otherwise().stream().map(l -> launch(l, name)).toList());
      case Plan.Measure m -> new Plan.Measure(m.size(), name.apply(m.buffer()));
    };
  }

  private static Launch launch(Launch l, UnaryOperator<String> name) {
    Map<String, String> buffers = new HashMap<>();
    l.buffers().forEach((parameter, buffer) -> buffers.put(parameter, name.apply(buffer)));
    return new Launch(l.kernel(), buffers, l.sizes());
  }
}
