package dev.tulle.tornado;

import dev.tulle.kernel.ir.Buffer;
import dev.tulle.kernel.ir.Buffer.Access;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;

/// Kernels of one line over pairs of 64-bit integers.
final class SmallKernels {
  private static final Expr N = Build.ref("n", Type.I32);
  private static final Expr G = Build.ref("g", Type.I32);

  private SmallKernels() {}

  /// `y[2 * g] = x[2 * g] + m`, where `m` is a size of 64 bits: what is between keeps what it had.
  static Kernel plus() {
    Expr m = Build.ref("m", Type.I64);
    Expr sum = Build.add(Build.load(Type.I64, "x", Build.mul(G, 2)), m);
    return new Kernel("plus", List.of(), List.of(size("n", Scalar.I32), size("m", Scalar.I64)), List.of(),
        List.of(buffer("x", Access.READ), buffer("y", Access.WRITE)), List.of(new Kernel.GridAxis("g", N)),
        Build.block(Build.store("y", List.of(Build.mul(G, 2)), sum)));
  }

  private static Kernel.SizeParameter size(String name, Scalar type) {
    return new Kernel.SizeParameter(name, type);
  }

  private static Buffer buffer(String name, Access access) {
    return new Buffer(name, Scalar.I64, List.of(Build.mul(N, 2)), access, Optional.empty());
  }
}
