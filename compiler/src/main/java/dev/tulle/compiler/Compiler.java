package dev.tulle.compiler;

import dev.tulle.compiler.lower.Kernels;
import dev.tulle.compiler.lower.LowerProgram;
import dev.tulle.compiler.lower.Lowered;
import dev.tulle.compiler.lower.ShareOpened;
import dev.tulle.compiler.pass.PassRunner;
import dev.tulle.compiler.pass.Pipeline;
import dev.tulle.compiler.pass.ReadModel;
import dev.tulle.compiler.pass.Replay;
import dev.tulle.compiler.tensor.Program;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.KernelCode;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.verify.Verifier;
import dev.tulle.runtime.bundle.Bundle;
import dev.tulle.runtime.bundle.TargetCode;
import dev.tulle.runtime.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// The way in: from a checked model to a bundle with code for every target asked for.
public final class Compiler {
  private Compiler() {}

  /// How to compile.
  ///
  /// @param keep names of tensors and patterns that are returned although they are no outputs
  /// @param spec the text of the spec, to be kept in the bundle
  /// @param progress gets a line before each step that may take long
  public record Options(Set<String> keep, Optional<String> spec, Consumer<String> progress) {
    public Options {
      keep = Set.copyOf(keep);
    }

    public static Options defaults() {
      return new Options(Set.of(), Optional.empty(), _ -> {});
    }
  }

  /// Compiles for every target.
  ///
  /// @param targets at least one, each of a backend on the class path
  /// @throws UnsupportedOperationException if a backend lacks what it compiles with; the message says what to install
  public static Bundle compile(CheckedModel model, List<Target> targets, Options options) {
    Programs programs = Programs.of(model, options.keep(), _ -> (_, _) -> {});
    List<TargetCode> code = new ArrayList<>();
    for (Target target : targets) {
      options.progress().accept("compiling " + model.name() + " for " + target.name());
      Lowered lowered = lower(programs, target);
      List<KernelCode> emitted = Backends.named(target.backend()).compile(lowered.kernels(), target);
      code.add(new TargetCode(target, lowered.initial(), lowered.existence(), lowered.plans(), lowered.kernels(), emitted));
    }
    return new Bundle(code, options.spec());
  }

  /// The programs of a model as Tensor IR in normal form.
  ///
  /// @param initial what gives the states their first values; empty for a model without states
  /// @param existence what says which elements of sparse states exist; empty for a model without sparse states
  record Programs(Optional<Program> initial, Optional<Program> existence, List<Program> all) {
    /// @param observer by the entry, gets the program as read, and again after each pass that changed it, with the pass' name
    static Programs of(CheckedModel model, Set<String> keep, Function<String, BiConsumer<String, Program>> observer) {
      Optional<Program> initial = model.states().isEmpty() ? Optional.empty()
          : Optional.of(silently(ReadModel.initial(model)));
      Optional<Program> existence = ReadModel.existence(model).map(Programs::silently);
      return new Programs(initial, existence, model.entries()
          .stream()
          .map(e -> Pipeline.run(ReadModel.read(model, e, keep), new PassRunner(observer.apply(e.name()))))
          .toList());
    }

    private static Program silently(Program program) {
      return Pipeline.run(program, new PassRunner((_, _) -> {}));
    }
  }

  /// The programs as verified kernels and the plans that run them.
  static Lowered lower(Programs programs, Target target) {
    Kernels kernels = new Kernels();
    Optional<Plan> initial = programs.initial().map(p -> LowerProgram.lower(p, target, kernels));
    Optional<Plan> existence = programs.existence().map(p -> LowerProgram.lower(p, target, kernels));
    List<Plan> plans = programs.all().stream().map(p -> LowerProgram.lower(p, target, kernels)).toList();
    Lowered lowered = ShareOpened.share(new Lowered(initial, existence, plans, kernels.all()));
    lowered.kernels().forEach(kernel -> verify(kernel, target));
    return lowered;
  }

  private static void verify(Kernel kernel, Target target) {
    try {
      Verifier.verify(kernel, target);
    } catch (CompilerBug e) {
      throw new CompilerBug(e.getMessage(), e, Replay.ofKernel(kernel));
    }
  }

}
