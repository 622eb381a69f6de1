package dev.tulle.kernel.verify;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.Target;
import dev.tulle.kernel.ir.Kernel;
import java.util.Optional;

/// Checks a kernel completely: scopes and types first, then, if those are right, that every access is in bounds and that no two items or
/// groups meet in memory.
///
/// Assumed, not proved: integer arithmetic on positions does not wrap. The sizes are what the runtime has checked, and every extent of
/// every buffer fits its type; a product of two unknown `I32` may wrap and is therefore never proved to be in bounds: compute it in `I64`.
public final class Verifier {
  private Verifier() {}

  /// @throws CompilerBug that lists all violations
  public static void verify(Kernel kernel) {
    verify(kernel, Optional.empty());
  }

  /// Also checks what the target can hold: group memory, lanes.
  ///
  /// @throws CompilerBug that lists all violations
  public static void verify(Kernel kernel, Target target) {
    verify(kernel, Optional.of(target));
  }

  private static void verify(Kernel kernel, Optional<Target> target) {
    Violations violations = new Violations();
    new CheckStructure(kernel, target, violations).run();
    if (violations.isEmpty()) new CheckAccesses(kernel, violations).run();
    if (!violations.isEmpty()) throw new CompilerBug(violations.message(kernel.name()));
  }
}
