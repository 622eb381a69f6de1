package dev.tulle.dsl.check.prove;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Building conditions and taking them apart.
public final class Conditions {
  private Conditions() {}

  public static boolean isTrue(Expr condition) {
    return condition instanceof Expr.Literal l && l.value() != 0;
  }

  /// Both, without the parts of `b` that `a` says already.
  public static Expr and(Expr a, Expr b) {
    if (isTrue(a)) return b;
    if (isTrue(b) || a.equals(b)) return a;
    if (!isAnd(a) && !isAnd(b)) return apply(Function.AND, a, b);
    Set<Expr> known = new HashSet<>();
    parts(a, known);
    return joined(a, b, known);
  }

  private static Expr joined(Expr a, Expr b, Set<Expr> known) {
    if (isAnd(b)) {
      List<Expr> x = ((Expr.Apply) b).arguments();
      return joined(joined(a, x.get(0), known), x.get(1), known);
    }
    return known.add(b) ? apply(Function.AND, a, b) : a;
  }

  private static void parts(Expr e, Set<Expr> out) {
    if (isAnd(e)) ((Expr.Apply) e).arguments().forEach(x -> parts(x, out));
    else out.add(e);
  }

  private static boolean isAnd(Expr e) {
    return e instanceof Expr.Apply a && a.function() == Function.AND;
  }

  public static Expr or(Expr a, Expr b) {
    return isTrue(a) || isTrue(b) ? Expr.truth() : apply(Function.OR, a, b);
  }

  public static Expr not(Expr a) {
    return apply(Function.NOT, a);
  }

  public static Expr compare(Function function, Expr a, Expr b) {
    return apply(function, a, b);
  }

  /// `0 ≤ position < extent`.
  public static Expr inside(Expr position, Expr extent) {
    return and(compare(Function.LESS_EQUAL, Expr.integer(0), position), compare(Function.LESS, position, extent));
  }

  /// Whether this compares two integers by size or equality.
  static boolean isIntegerComparison(Expr e) {
    return e instanceof Expr.Apply a
        && a.arguments().size() == 2
        && a.arguments().getFirst().type() == ValueType.INT
        && switch (a.function()) {
          case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> true;
          default -> false;
        };
  }

  /// What holds exactly where the condition does not, with the `not` as far inside as it goes. Floats are not turned round: with a NaN neither `a < b` nor `a >= b`.
  static Expr negation(Expr e) {
    if (e instanceof Expr.Literal l) return new Expr.Literal(ValueType.BOOL, l.value() == 0 ? 1 : 0);
    if (e instanceof Expr.If i) return new Expr.If(i.condition(), negation(i.then()), negation(i.otherwise()));
    if (!(e instanceof Expr.Apply a)) return not(e);
    List<Expr> x = a.arguments();
    boolean integers = isIntegerComparison(e);
    return switch (a.function()) {
      case NOT -> x.getFirst();
      case AND -> apply(Function.OR, negation(x.get(0)), negation(x.get(1)));
      case OR -> apply(Function.AND, negation(x.get(0)), negation(x.get(1)));
      case LESS -> integers ? compare(Function.GREATER_EQUAL, x.get(0), x.get(1)) : not(e);
      case LESS_EQUAL -> integers ? compare(Function.GREATER, x.get(0), x.get(1)) : not(e);
      case GREATER -> integers ? compare(Function.LESS_EQUAL, x.get(0), x.get(1)) : not(e);
      case GREATER_EQUAL -> integers ? compare(Function.LESS, x.get(0), x.get(1)) : not(e);
      case EQUAL -> compare(Function.NOT_EQUAL, x.get(0), x.get(1));
      case NOT_EQUAL -> compare(Function.EQUAL, x.get(0), x.get(1));
      default -> not(e);
    };
  }

  private static Expr apply(Function function, Expr... arguments) {
    return new Expr.Apply(function, ValueType.BOOL, List.of(arguments));
  }
}
