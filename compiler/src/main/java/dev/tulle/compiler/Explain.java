package dev.tulle.compiler;

import dev.tulle.compiler.lower.Lowered;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorPrinter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.kernel.device.Backend;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.text.KernelPrinter;
import java.util.Set;
import java.util.stream.Collectors;

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

  public static String explain(CheckedModel model, Target target, Stage stage) {
    Changes changes = new Changes();
    Program program = Compiler.tensorProgram(model, Set.of(), changes::add);
    if (stage == Stage.TENSOR) return changes.text();
    Lowered lowered = Compiler.lower(program, target);
    return switch (stage) {
      case TENSOR -> changes.text();
      case PLAN -> PlanPrinter.print(lowered.plan(), lowered.kernels());
      case KERNEL -> lowered.kernels().stream().map(KernelPrinter::print).collect(Collectors.joining("\n"));
      case SOURCE -> {
        Backend backend = Backends.named(target.backend());
        yield lowered.kernels().stream().map(k -> backend.source(k, target)).collect(Collectors.joining("\n"));
      }
    };
  }
}
