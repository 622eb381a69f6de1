package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Locale;

/// What types may meet, and the conversions that happen by themselves: literals and sizes become floats where a float is wanted, nothing else does.
final class Types {
  private final Problems problems;

  Types(Problems problems) {
    this.problems = problems;
  }

  static String word(ValueType type) {
    return switch (type) {
      case FLOAT -> "a float";
      case INT -> "an integer";
      case BOOL -> "a boolean";
    };
  }

  /// Made of literals and sizes alone.
  static boolean isStatic(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _ -> true;
      case Expr.Apply a -> a.arguments().stream().allMatch(Types::isStatic);
      case Expr.Cast c -> isStatic(c.operand());
      case Expr.If i -> isStatic(i.condition()) && isStatic(i.then()) && isStatic(i.otherwise());
      case Expr.IndexValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Coalesce _, Expr.Reduce _, Expr.RowOperation _, Expr.Selection _ ->
          false;
    };
  }

  Expr toFloat(Expr e, Span span) {
    if (e.type() == ValueType.FLOAT) return e;
    if (e.type() == ValueType.BOOL) throw wrong(e, "a float", span);
    if (e instanceof Expr.Literal l) return new Expr.Literal(ValueType.FLOAT, l.value());
    if (e instanceof Expr.Apply a && a.function() == Function.DIVIDE && a.arguments().stream().allMatch(Expr.Literal.class::isInstance)) {
      String text = Describe.expr(e);
      problems.add(
          DiagnosticCode.T0203,
          span,
          "`" + text + "` is not a whole number",
          "an integer quotient is rounded down",
          "write a float: `" + text.replaceFirst("(\\d+)$", "$1.0") + "`");
      throw new Unresolved();
    }
    if (isStatic(e)) return new Expr.Cast(ElementType.F32, e);
    if (e instanceof Expr.If i && isStatic(i.then()) && isStatic(i.otherwise())) {
      return new Expr.If(i.condition(), toFloat(i.then(), span), toFloat(i.otherwise(), span));
    }
    String text = span.text();
    problems.add(DiagnosticCode.T0202, span, "an integer where a float is wanted", "this is an integer", "write `cast(f32, " + text + ")`");
    throw new Unresolved();
  }

  Expr toInt(Expr e, Span span) {
    if (e.type() == ValueType.INT) return e;
    throw wrong(e, "an integer", span);
  }

  Expr toBool(Expr e, Span span) {
    if (e.type() == ValueType.BOOL) return e;
    throw wrong(e, "a boolean", span);
  }

  Expr to(ValueType type, Expr e, Span span) {
    return switch (type) {
      case FLOAT -> toFloat(e, span);
      case INT -> toInt(e, span);
      case BOOL -> toBool(e, span);
    };
  }

  Unresolved wrong(Expr e, String wanted, Span span) {
    String help = e instanceof Expr.Selection ? "a selection takes only the product that follows: put what it compares in parentheses"
        : e instanceof Expr.Member m
            ? "a pattern chooses elements: `where " + Describe.expr(m) + "` on the left side or in a reduction; as a number "
                + "it is `if " + Describe.expr(m) + " then 1.0 else 0.0`"
            : e.type() == ValueType.BOOL ? "write `if … then 1.0 else 0.0` for a number"
                : e.type() == ValueType.FLOAT && wanted.equals("an integer") ? "write `cast(i32, " + span.text() + ")`" : "";
    problems.add(DiagnosticCode.T0201, span, wanted + " is wanted here", "this is " + word(e.type()), help);
    return new Unresolved();
  }

  /// The type in which two numbers meet.
  static ValueType common(Expr a, Expr b) {
    return a.type() == ValueType.FLOAT || b.type() == ValueType.FLOAT ? ValueType.FLOAT : a.type();
  }

  /// Integer arithmetic on literals, as far as it is exact.
  static Expr fold(Function function, ValueType type, List<Expr> arguments) {
    Expr apply = new Expr.Apply(function, type, arguments);
    if (!arguments.stream().allMatch(Expr.Literal.class::isInstance)) return apply;
    double x = ((Expr.Literal) arguments.getFirst()).value();
    double y = arguments.size() > 1 ? ((Expr.Literal) arguments.get(1)).value() : 0;
    double value = switch (function) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case NEGATE -> -x;
      case DIVIDE -> type == ValueType.INT ? (y != 0 && x % y == 0 ? x / y : Double.NaN) : x / y;
      case MODULO -> y != 0 ? x - Math.floor(x / y) * y : Double.NaN;
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      default -> Double.NaN;
    };
    boolean fits = type == ValueType.FLOAT ? !Double.isNaN(value) : type == ValueType.INT && value == (int) value;
    return fits ? new Expr.Literal(type, value) : apply;
  }

  static String name(ElementType element) {
    return element.name().toLowerCase(Locale.ROOT);
  }
}
