package dev.tulle.kernel.interpret;

/// What kernels are translated to before they run: closures over slots.
interface Code {
  /// A scalar expression: bits as in [dev.tulle.kernel.ir.Expr.Const].
  interface Value {
    long of(Frame frame);
  }

  /// A vector expression: a fresh array or one that nobody changes.
  interface Lanes {
    long[] of(Frame frame);
  }

  /// A statement.
  interface Step {
    void run(Frame frame);
  }
}
