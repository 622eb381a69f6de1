package dev.tulle.compiler.lower;

import dev.tulle.dsl.model.Function;
import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import java.util.List;
import java.util.Optional;

/// The operators that Kernel IR has a node of its own for; the same for elements and for sizes.
final class PlainOperators {
  private PlainOperators() {}

  /// Empty for every other function.
  static Optional<Expr> apply(Function function, List<Expr> x) {
    return switch (function) {
      case ADD -> Optional.of(Build.add(x.get(0), x.get(1)));
      case SUBTRACT -> Optional.of(Build.sub(x.get(0), x.get(1)));
      case MULTIPLY -> Optional.of(Build.mul(x.get(0), x.get(1)));
      case DIVIDE -> Optional.of(Build.div(x.get(0), x.get(1)));
      case MODULO -> Optional.of(Build.mod(x.get(0), x.get(1)));
      case NEGATE -> Optional.of(Build.neg(x.get(0)));
      case ABS -> Optional.of(Build.abs(x.get(0)));
      case MIN -> Optional.of(Build.min(x.get(0), x.get(1)));
      case MAX -> Optional.of(Build.max(x.get(0), x.get(1)));
      case LESS -> Optional.of(Build.lt(x.get(0), x.get(1)));
      case LESS_EQUAL -> Optional.of(Build.le(x.get(0), x.get(1)));
      case GREATER -> Optional.of(Build.gt(x.get(0), x.get(1)));
      case GREATER_EQUAL -> Optional.of(Build.ge(x.get(0), x.get(1)));
      case EQUAL -> Optional.of(Build.eq(x.get(0), x.get(1)));
      case NOT_EQUAL -> Optional.of(Build.ne(x.get(0), x.get(1)));
      case NOT -> Optional.of(Build.not(x.get(0)));
      default -> Optional.empty();
    };
  }
}
