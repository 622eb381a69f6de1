package dev.tulle.cli.run;

import dev.tulle.cli.UserError;
import dev.tulle.compiler.Compiler;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.kernel.device.Target;
import dev.tulle.runtime.bundle.Bundle;
import java.util.List;

/// Calls the compiler.
public final class Compilation {
  private Compilation() {}

  /// @throws UserError if this machine lacks what a backend compiles with (for the CPU a JDK, not only a Java runtime); the message says what to install
  public static Bundle compile(CheckedModel model, List<Target> targets, Compiler.Options options) {
    try {
      return Compiler.compile(model, targets, options);
    } catch (UnsupportedOperationException e) {
      throw new UserError(e.getMessage(), e);
    }
  }
}
