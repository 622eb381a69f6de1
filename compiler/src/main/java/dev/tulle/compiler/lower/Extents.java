package dev.tulle.compiler.lower;

import dev.tulle.compiler.tensor.Term;
import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.function.Function;

/// Terms over sizes alone as Kernel IR, in one integer type: `I32` inside kernels, `I64` in plans.
final class Extents {
  private Extents() {}

  static Expr of(Term term, Scalar type, Function<String, Expr> size) {
    return switch (term) {
      case Term.Number n ->
          switch (n.type()) {
            case INT -> Build.constant(new Type(type, 1), (long) n.value());
            case BOOL -> Build.bool(n.value() != 0);
            case FLOAT -> Build.f32((float) n.value());
          };
      case Term.SizeOf(String name) -> size.apply(name);
      case Term.Apply a -> apply(a, a.arguments().stream().map(x -> of(x, type, size)).toList());
      case Term.Choose c -> Build.select(of(c.condition(), type, size), of(c.then(), type, size), of(c.otherwise(), type, size));
      case Term.Cast c -> of(c.operand(), type, size);
      case Term.IndexOf _, Term.Element _, Term.Exists _, Term.Reduce _, Term.RowOperation _, Term.Selection _ ->
          throw new CompilerBug("a size depends on " + term);
    };
  }

  private static Expr apply(Term.Apply a, List<Expr> x) {
    return switch (a.function()) {
      case AND -> Build.and(x.get(0), x.get(1));
      case OR -> Build.or(x.get(0), x.get(1));
      default -> PlainOperators.apply(a.function(), x).orElseThrow(() -> new CompilerBug("a size is computed with " + a.function()));
    };
  }
}
