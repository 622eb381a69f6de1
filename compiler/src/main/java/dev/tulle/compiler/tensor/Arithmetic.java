package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.List;
import java.util.OptionalLong;

/// Integer arithmetic on terms that folds what is constant.
public final class Arithmetic {
  private Arithmetic() {}

  public static Term add(Term a, Term b) {
    if (isZero(a)) return b;
    if (isZero(b)) return a;
    if (a instanceof Term.Number x && b instanceof Term.Number y) return Terms.integer((long) x.value() + (long) y.value());
    if (b instanceof Term.Number y && y.value() < 0) return Terms.apply(Function.SUBTRACT, a, Terms.integer(-(long) y.value()));
    return Terms.apply(Function.ADD, a, b);
  }

  public static Term subtract(Term a, Term b) {
    if (isZero(b)) return a;
    if (a.equals(b)) return Terms.integer(0);
    if (a instanceof Term.Number x && b instanceof Term.Number y) return Terms.integer((long) x.value() - (long) y.value());
    if (b instanceof Term.Apply(Function f, ValueType _, List<Term> args) && f == Function.NEGATE) return add(a, args.getFirst());
    if (isZero(a)) return Terms.apply(Function.NEGATE, b);
    return Terms.apply(Function.SUBTRACT, a, b);
  }

  public static Term multiply(Term a, long factor) {
    if (factor == 1) return a;
    if (factor == 0) return Terms.integer(0);
    if (a instanceof Term.Number x) return Terms.integer((long) x.value() * factor);
    if (factor == -1) return subtract(Terms.integer(0), a);
    return Terms.apply(Function.MULTIPLY, a, Terms.integer(factor));
  }

  /// Floor division by a positive constant.
  public static Term divide(Term a, long divisor) {
    if (divisor == 1) return a;
    if (a instanceof Term.Number x) return Terms.integer(Math.floorDiv((long) x.value(), divisor));
    return Terms.apply(Function.DIVIDE, a, Terms.integer(divisor));
  }

  private static boolean isZero(Term a) {
    return a instanceof Term.Number n && n.type() == ValueType.INT && n.value() == 0;
  }

  /// The integer value of a term without sizes, if it is one.
  public static OptionalLong constant(Term term) {
    return switch (term) {
      case Term.Number n when n.type() == ValueType.INT -> OptionalLong.of((long) n.value());
      case Term.Apply(Function f, ValueType _, List<Term> args) when args.size() == 2 -> {
        var a = constant(args.get(0));
        var b = constant(args.get(1));
        if (a.isEmpty() || b.isEmpty()) yield OptionalLong.empty();
        long x = a.getAsLong();
        long y = b.getAsLong();
        yield switch (f) {
          case ADD -> OptionalLong.of(x + y);
          case SUBTRACT -> OptionalLong.of(x - y);
          case MULTIPLY -> OptionalLong.of(x * y);
          case DIVIDE -> y == 0 ? OptionalLong.empty() : OptionalLong.of(Math.floorDiv(x, y));
          default -> OptionalLong.empty();
        };
      }
      case Term.Number _, Term.SizeOf _, Term.IndexOf _, Term.Element _, Term.Exists _, Term.Apply _, Term.Cast _ -> OptionalLong.empty();
      case Term.Choose _, Term.Reduce _, Term.RowOperation _, Term.Selection _ -> OptionalLong.empty();
    };
  }
}
