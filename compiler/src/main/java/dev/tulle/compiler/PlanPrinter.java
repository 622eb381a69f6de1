package dev.tulle.compiler;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.runtime.plan.Plan;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A plan as text for people.
final class PlanPrinter {
  private PlanPrinter() {}

  static String print(Plan plan, List<Kernel> kernels) {
    Map<String, Kernel> byName = kernels.stream().collect(Collectors.toMap(Kernel::name, Function.identity()));
    StringBuilder out = new StringBuilder(
        "plan " + plan.version() + " of model " + plan.model()
            + (plan.entry().isEmpty() || plan.entry().startsWith(".") ? "" : ", entry " + plan.entry()) + "\n\nsizes\n");
    for (Plan.Size s : plan.sizes()) {
      String origin = switch (s.origin()) {
        case SHAPE -> "found in the shapes of what is bound";
        case GIVEN -> "given by the caller";
        case STORED -> "counted when the data is bound";
        case MEASURED -> "measured in the run";
      };
      out.append("  ").append(s.name()).append(": ").append(origin).append("\n");
    }
    plan.requirements().forEach(r -> out.append("  require ").append(r.text()).append("\n"));
    ports(out, "inputs", plan.inputs());
    ports(out, "weights", plan.weights());
    ports(out, "outputs", plan.outputs());
    ports(out, "states", plan.states());
    out.append("\nbuffers\n");
    for (Plan.PlanBuffer b : plan.buffers()) {
      out.append("  ")
          .append(b.name())
          .append(": ")
          .append(word(b.element()))
          .append(shape(b.shape()))
          .append(", ")
          .append(word(b.lifetime()))
          .append("\n");
    }
    steps(out, "when opened", plan.open(), byName);
    steps(out, "at each run", plan.run(), byName);
    steps(out, "when a run has ended without error", plan.commit(), byName);
    if (!plan.updates().isEmpty()) out.append("\nafter each run\n");
    plan.updates().forEach(u -> out.append("  ").append(u.first()).append(" and ").append(u.second()).append(" change places\n"));
    return out.toString();
  }

  private static void ports(StringBuilder out, String title, List<Plan.Port> ports) {
    if (ports.isEmpty()) return;
    out.append("\n").append(title).append("\n");
    for (Plan.Port p : ports) out.append("  ").append(port(p)).append("\n");
  }

  /// `w: f32[F, D], nm(2, 4)`
  static String port(Plan.Port p) {
    String format = p.format().isEmpty() ? "" : "(" + p.format().stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    return (p.pattern() ? "pattern " : "") + p.name() + ": " + word(p.element()) + shape(p.axes()) + ", " + word(p.storage()) + format;
  }

  private static void steps(StringBuilder out, String title, List<Plan.Step> steps, Map<String, Kernel> kernels) {
    if (steps.isEmpty()) return;
    out.append("\n").append(title).append("\n");
    Set<String> explained = new HashSet<>();
    for (Plan.Step step : steps) step(out, "  ", step, kernels, explained);
  }

  private static void step(StringBuilder out, String indent, Plan.Step step, Map<String, Kernel> kernels, Set<String> explained) {
    switch (step) {
      case Plan.Launch launch -> launch(out, indent, launch, kernels, explained);
      case Plan.Loop loop -> {
        out.append(indent).append("repeat for ").append(loop.counter()).append(" < ").append(expression(loop.count())).append("\n");
        loop.steps().forEach(s -> step(out, indent + "  ", s, kernels, explained));
        for (Plan.Swap swap : loop.swaps()) {
          out.append(indent).append("  ").append(swap.first()).append(" and ").append(swap.second()).append(" change places\n");
        }
        loop.until().ifPresent(flag -> out.append(indent).append("  ends with the round that ").append(flag).append(" says\n"));
      }
      case Plan.Either e -> {
        out.append(indent).append("if ").append(expression(e.condition())).append("\n");
        e.then().forEach(l -> launch(out, indent + "  ", l, kernels, explained));
        out.append(indent).append("else\n");
        e.otherwise().forEach(l -> launch(out, indent + "  ", l, kernels, explained));
      }
      case Plan.Measure m ->
          out.append(indent).append("the host reads ").append(m.buffer()).append(": that is ").append(m.size()).append("\n");
    }
  }

  private static void launch(StringBuilder out, String indent, Plan.Launch l, Map<String, Kernel> kernels, Set<String> explained) {
    Kernel kernel = kernels.get(l.kernel());
    String grid = kernel.grid().stream().map(g -> g.name() + " < " + expression(g.extent())).collect(Collectors.joining(", "));
    out.append(indent).append(l.kernel()).append(grid.isEmpty() ? "" : " over " + grid).append("\n");
    boolean first = explained.add(kernel.name());
    if (first) kernel.doc().forEach(line -> out.append(indent).append("    ").append(line).append("\n"));
    else out.append(indent).append("    the same kernel on other tensors\n");
    out.append(indent).append("    ").append(tensors(kernel, l)).append("\n");
  }

  /// What one launch writes and reads.
  private static String tensors(Kernel kernel, Plan.Launch launch) {
    Map<Boolean, String> names = kernel.buffers()
        .stream()
        .collect(
            Collectors.partitioningBy(
                b -> b.access() == Buffer.Access.READ, Collectors.mapping(b -> launch.buffers().get(b.name()), Collectors.joining(", "))));
    return "writes " + names.get(false) + (names.get(true).isEmpty() ? "" : "; reads " + names.get(true));
  }

  private static String shape(List<Expr> axes) {
    return axes.isEmpty() ? "" : axes.stream().map(PlanPrinter::expression).collect(Collectors.joining(", ", "[", "]"));
  }

  /// Without the marks of 64-bit constants.
  static String expression(Expr e) {
    return KernelPrinter.print(e).replaceAll("\\b(\\d+)L\\b", "$1");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
