package dev.tulle.dsl.check;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Index;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Checked expressions as text, close to how one writes them; for messages.
final class Describe {
  private static final int TIGHTEST = 8;

  private Describe() {}

  static String expr(Expr e) {
    return switch (e) {
      case Expr.Literal l ->
          switch (l.type()) {
            case FLOAT -> Double.toString(l.value());
            case INT -> Long.toString((long) l.value());
            case BOOL -> l.value() == 0 ? "false" : "true";
          };
      case Expr.SizeValue s -> s.name();
      case Expr.IndexValue i -> i.index().name();
      case Expr.Read r -> r.tensor().name() + (r.at().isEmpty() ? "" : "[" + list(r.at()) + "]");
      case Expr.Member m -> m.pattern().name() + "[" + list(m.at()) + "]";
      case Expr.Defined d -> "defined(" + expr(d.read()) + ")";
      case Expr.Apply a -> apply(a);
      case Expr.Cast c -> expr(c.operand());
      case Expr.If i -> "if " + expr(i.condition()) + " then " + expr(i.then()) + " else " + expr(i.otherwise());
      case Expr.Coalesce c -> operand(c.first()) + " ?? " + operand(c.second());
      case Expr.Reduce r -> r.operator().name().toLowerCase(Locale.ROOT) + "(" + names(r.over()) + ") …";
      case Expr.RowOperation r -> r.operator().name().toLowerCase(Locale.ROOT) + "(" + names(r.over()) + ") …";
      case Expr.Selection s -> s.operator().name().toLowerCase(Locale.ROOT) + "(" + names(s.over()) + ", " + expr(s.count()) + ") …";
    };
  }

  private static String apply(Expr.Apply a) {
    String sign = switch (a.function()) {
      case ADD -> " + ";
      case SUBTRACT -> " - ";
      case MULTIPLY -> " * ";
      case DIVIDE -> " / ";
      case MODULO -> " % ";
      case LESS -> " < ";
      case LESS_EQUAL -> " <= ";
      case GREATER -> " > ";
      case GREATER_EQUAL -> " >= ";
      case EQUAL -> " == ";
      case NOT_EQUAL -> " != ";
      case AND -> " and ";
      case OR -> " or ";
      default -> "";
    };
    if (!sign.isEmpty()) {
      int binds = binding(a);
      return within(a.arguments().get(0), binds) + sign + within(a.arguments().get(1), binds + 1);
    }
    return switch (a.function()) {
      case NOT -> "not " + operand(a.arguments().getFirst());
      case NEGATE -> "-" + operand(a.arguments().getFirst());
      default -> a.function().name().toLowerCase(Locale.ROOT) + "(" + list(a.arguments()) + ")";
    };
  }

  private static String operand(Expr e) {
    return within(e, TIGHTEST);
  }

  /// In parentheses if the expression binds less tightly than its place wants.
  private static String within(Expr e, int least) {
    return binding(e) < least ? "(" + expr(e) + ")" : expr(e);
  }

  private static int binding(Expr e) {
    if (!(e instanceof Expr.Apply a)) return TIGHTEST;
    return switch (a.function()) {
      case OR -> 1;
      case AND -> 2;
      case NOT -> 3;
      case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 4;
      case ADD, SUBTRACT -> 6;
      case MULTIPLY, DIVIDE, MODULO -> 7;
      default -> TIGHTEST;
    };
  }

  static String format(Format format) {
    return switch (format) {
      case Format.Csr _ -> "as csr";
      case Format.Csc _ -> "as csc";
      case Format.Bitmap _ -> "as bitmap";
      case Format.Nm(int n, int m) -> "as nm(" + n + ", " + m + ")";
      case Format.Blocks(int rows, int columns) -> "as blocks(" + rows + ", " + columns + ")";
    };
  }

  private static String list(List<Expr> list) {
    return list.stream().map(Describe::expr).collect(Collectors.joining(", "));
  }

  private static String names(List<Index> indices) {
    return indices.stream().map(Index::name).collect(Collectors.joining(", "));
  }
}
