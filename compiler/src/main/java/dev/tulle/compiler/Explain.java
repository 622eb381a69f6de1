package dev.tulle.compiler;

import dev.tulle.compiler.lower.Lowered;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the compiler makes of a model, as text for people, stage by stage.
public final class Explain {
  private Explain() {}

  /// The stages, in the order of the compiler.
  public enum Stage {
    /// Tensor IR as read, and what each pass changed.
    TENSOR,
    /// What is bound, which buffers live how long, which kernels run when.
    PLAN,
    /// Kernel IR.
    KERNEL,
    /// What the backend emits.
    SOURCE
  }

  /// What a compiled model takes and gives and which kernels run when, in a dozen lines.
  public static String overview(CheckedModel model, Target target) {
    return Overview.of(Compiler.lower(Compiler.Programs.of(model, Set.of(), _ -> (_, _) -> {}), target), target);
  }

  /// All of one stage.
  public static String explain(CheckedModel model, Target target, Stage stage) {
    Map<String, Changes> changes = new LinkedHashMap<>();
    Compiler.Programs programs = Compiler.Programs.of(model, Set.of(), entry -> changes.computeIfAbsent(entry, _ -> new Changes())::add);
    if (stage == Stage.TENSOR) return text(changes);
    Lowered lowered = Compiler.lower(programs, target);
    return switch (stage) {
      case TENSOR -> text(changes);
      case PLAN -> Stream.of(
          lowered.initial().stream().map(p -> "// what gives the states their first values\n" + PlanPrinter.print(p, lowered.kernels())),
          lowered.existence().stream().map(p -> "// which elements of sparse states exist\n" + PlanPrinter.print(p, lowered.kernels())),
          lowered.plans().stream().map(p -> PlanPrinter.print(p, lowered.kernels()))).flatMap(p -> p).collect(Collectors.joining("\n"));
      case KERNEL -> lowered.kernels().stream().map(KernelPrinter::print).collect(Collectors.joining("\n"));
      case SOURCE -> {
        Backend backend = Backends.named(target.backend());
        yield lowered.kernels().stream().map(k -> backend.source(k, target)).collect(Collectors.joining("\n"));
      }
    };
  }

  private static String text(Map<String, Changes> changes) {
    return changes.entrySet()
        .stream()
        .map(e -> (e.getKey().isEmpty() ? "" : "// entry " + e.getKey() + "\n") + e.getValue().text())
        .collect(Collectors.joining("\n"));
  }
}
