package dev.tulle.compiler;

import dev.tulle.compiler.lower.LowerProgram;
import dev.tulle.compiler.lower.Lowered;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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
    Program program = tensorProgram(model, options.keep(), (_, _) -> {});
    List<TargetCode> code = new ArrayList<>();
    for (Target target : targets) {
      options.progress().accept("compiling " + model.name() + " for " + target.name());
      Lowered lowered = lower(program, target);
      List<KernelCode> emitted = Backends.named(target.backend()).compile(lowered.kernels(), target);
      code.add(new TargetCode(target, lowered.plan(), lowered.kernels(), emitted));
    }
    return new Bundle(code, options.spec());
  }

  /// The model as Tensor IR in normal form.
  ///
  /// @param observer gets the program as read, and again after each pass that changed it, with the pass' name
  static Program tensorProgram(CheckedModel model, Set<String> keep, BiConsumer<String, Program> observer) {
    return Pipeline.run(ReadModel.read(model, keep), new PassRunner(observer));
  }

  /// The program as verified kernels and the plan that runs them.
  static Lowered lower(Program program, Target target) {
    Lowered lowered = LowerProgram.lower(program, target);
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
