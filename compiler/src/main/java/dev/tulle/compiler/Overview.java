package dev.tulle.compiler;

import dev.tulle.compiler.lower.Lowered;
import dev.tulle.kernel.device.Target;
import dev.tulle.runtime.plan.Plan;
import java.util.List;
import java.util.stream.Collectors;

/// A compiled model in a dozen lines: what it takes and gives, and which kernels run when.
final class Overview {
  private final StringBuilder out = new StringBuilder();

  private Overview() {}

  static String of(Lowered lowered, Target target) {
    return new Overview().print(lowered, target);
  }

  private String print(Lowered lowered, Target target) {
    Plan first = lowered.plans().getFirst();
    int kernels = lowered.kernels().size();
    line("model " + first.model() + ": " + kernels + (kernels == 1 ? " kernel" : " kernels") + " for " + target.name());
    if (lowered.plans().size() == 1) doc(first, "  ");
    String parameters = first.parameters().stream().map(p -> p.name() + " = " + p.value()).collect(Collectors.joining(", "));
    if (!parameters.isEmpty()) line("  parameters " + parameters);
    ports("weight", first.weights());
    ports("state", first.states());
    lowered.initial().ifPresent(plan -> steps("first values of the states", plan.run()));
    for (Plan plan : lowered.plans()) program(plan);
    return out.toString();
  }

  private void program(Plan plan) {
    line("");
    if (!plan.entry().isEmpty()) {
      line("entry " + plan.entry());
      doc(plan, "  ");
    }
    ports("input", plan.inputs());
    ports("output", plan.outputs());
    plan.requirements().forEach(r -> line("  require " + r.text()));
    steps("when opened", plan.open());
    steps("at each run", plan.run());
    steps("after it", plan.commit());
  }

  private void doc(Plan plan, String indent) {
    plan.doc().lines().forEach(text -> line(indent + text));
  }

  private void ports(String kind, List<Plan.Port> ports) {
    ports.forEach(p -> line("  " + kind + " " + PlanPrinter.port(p)));
  }

  private void steps(String when, List<Plan.Step> steps) {
    if (!steps.isEmpty()) line("  " + when + ": " + text(steps));
  }

  private static String text(List<? extends Plan.Step> steps) {
    return steps.stream().map(Overview::text).collect(Collectors.joining(", "));
  }

  private static String text(Plan.Step step) {
    return switch (step) {
      case Plan.Launch l -> l.kernel();
      case Plan.Loop l -> PlanPrinter.expression(l.count()) + " times (" + text(l.steps()) + ")";
      case Plan.Either e -> "(" + text(e.then()) + " if " + PlanPrinter.expression(e.condition()) + ", else " + text(e.otherwise()) + ")";
      case Plan.Measure m -> "the host reads " + m.size();
    };
  }

  private void line(String text) {
    out.append(text).append("\n");
  }
}
