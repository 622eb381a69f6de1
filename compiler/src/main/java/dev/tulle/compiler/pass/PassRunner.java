package dev.tulle.compiler.pass;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorVerifier;
import dev.tulle.kernel.CompilerBug;
import java.util.function.BiConsumer;

/// Runs passes: verifies after each, shows what each changed to whoever wants to see it, and on failure leaves what [Replay] runs again. A pass is one sweep over the
/// program, so there is nothing that could go on for ever.
public final class PassRunner {
  private final BiConsumer<String, Program> observer;

  /// @param observer gets the program as read, and after each pass that changed it, with the pass' name
  public PassRunner(BiConsumer<String, Program> observer) {
    this.observer = observer;
  }

  Program start(Program program) {
    TensorVerifier.verify(program, "reading the model");
    observer.accept("read", program);
    return program;
  }

  Program run(Pipeline.Step step, Program program) {
    try {
      Program result = step.pass().run(program);
      if (!result.equals(program)) {
        TensorVerifier.verify(result, step.name());
        observer.accept(step.name(), result);
      }
      return result;
    } catch (RuntimeException e) {
      throw new CompilerBug("pass " + step.name() + " failed: " + e.getMessage(), e, Replay.ofPass(step.name(), program));
    }
  }
}
