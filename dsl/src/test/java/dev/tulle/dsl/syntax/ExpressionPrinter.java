package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.syntax.Expression.BinaryOperator;
import dev.tulle.dsl.syntax.Expression.ComparisonOperator;
import dev.tulle.dsl.syntax.Expression.UnaryOperator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes expressions with the parentheses that the grammar needs; operators that bind indices always have them inside a product.
final class ExpressionPrinter {
  /// How tightly an expression holds together; one that is looser than its place stands in parentheses.
  private enum Level {
    CHOICE,
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    /// A term that is more than a product: it begins with an operator that binds indices.
    PREFIX,
    PRODUCT,
    SIGN,
    COALESCE,
    INDEXED,
    PRIMARY
  }

  private ExpressionPrinter() {}

  static String print(Expression expression) {
    return switch (expression) {
      case Expression.IntegerLiteral e -> Long.toString(e.value());
      case Expression.FloatLiteral e -> number(e.value());
      case Expression.Infinity e -> "inf";
      case Expression.BooleanLiteral e -> Boolean.toString(e.value());
      case Expression.Name e -> e.text();
      case Expression.Indexed e -> indexed(e);
      case Expression.Call e -> e.function().text() + e.arguments().stream().map(ExpressionPrinter::argument).collect(Collectors.joining(", ", "(", ")"));
      case Expression.Reduce e -> reduce(e);
      case Expression.Row e -> SyntaxPrinter.word(e.operator()) + "(" + binders(e.binders()) + where(e.where()) + ") " + in(Level.COALESCE, e.operand());
      case Expression.Select e -> {
        String first = binders(e.binders().subList(0, 1)) + e.group().map(g -> " by " + sum(g)).orElse("");
        String others = e.binders().size() == 1 ? "" : ", " + binders(e.binders().subList(1, e.binders().size()));
        String count = ", " + sum(e.count());
        yield SyntaxPrinter.word(e.operator()) + "(" + first + others + count + where(e.where()) + ") " + body(e.operand());
      }
      case Expression.Unary e -> unary(e);
      case Expression.Binary e -> binary(e);
      case Expression.Comparison e -> comparison(e);
      case Expression.Coalesce e -> in(Level.COALESCE, e.first()) + " ?? " + alternative(e.second());
      case Expression.If e -> "if " + print(e.condition()) + " then " + print(e.then()) + " else " + print(e.otherwise());
      case Expression.Cast e -> "cast(" + SyntaxPrinter.word(e.element()) + ", " + print(e.operand()) + ")";
      case Expression.Defined e -> "defined(" + print(e.operand()) + ")";
    };
  }

  /// An expression where the grammar takes a sum: a range, an extent, a count.
  static String sum(Expression expression) {
    return in(Level.SUM, expression);
  }

  static String binders(List<Binder> binders) {
    return binders.stream().map(b -> b.name().text() + b.range().map(r -> ": " + sum(r)).orElse("")).collect(Collectors.joining(", "));
  }

  private static String reduce(Expression.Reduce reduce) {
    boolean quantifier = switch (reduce.operator()) {
      case ANY, ALL, COUNT -> true;
      case SUM, PROD, MAX, MIN, MEAN, LOGSUMEXP, ARGMAX, ARGMIN -> false;
    };
    boolean function = reduce.operator() == ReduceOperator.MIN || reduce.operator() == ReduceOperator.MAX;
    String head = SyntaxPrinter.word(reduce.operator()) + "(" + binders(reduce.binders()) + where(reduce.where()) + ")";
    if (reduce.body().isEmpty()) return head;
    String body = quantifier ? in(Level.COALESCE, reduce.body().get()) : body(reduce.body().get());
    String first = body.split("\\W", 2)[0];
    return head + " " + ((quantifier || function) && ContextualWords.isWordToo(first) ? "(" + body + ")" : body);
  }

  private static String where(Optional<Expression> where) {
    return where.map(w -> " where " + print(w)).orElse("");
  }

  private static String argument(Argument argument) {
    return argument.name().map(n -> n.text() + " = ").orElse("") + print(argument.value());
  }

  private static String in(Level place, Expression expression) {
    String text = print(expression);
    return level(expression).compareTo(place) < 0 ? "(" + text + ")" : text;
  }

  private static Level level(Expression expression) {
    return switch (expression) {
      case Expression.If e -> Level.CHOICE;
      case Expression.Comparison e -> Level.COMPARISON;
      case Expression.Reduce e -> e.body().isPresent() ? Level.PREFIX : Level.PRIMARY;
      case Expression.Row e -> Level.PREFIX;
      case Expression.Select e -> Level.PREFIX;
      case Expression.Unary e -> switch (e.operator()) {
        case NOT -> Level.NOT;
        case NEGATE -> level(e.operand()) == Level.PREFIX && !isNegation(e.operand()) ? Level.PREFIX : Level.SIGN;
      };
      case Expression.Binary e -> switch (e.operator()) {
        case OR -> Level.OR;
        case AND -> Level.AND;
        case ADD, SUBTRACT -> Level.SUM;
        case MULTIPLY, DIVIDE, MODULO -> Level.PRODUCT;
      };
      case Expression.Coalesce e -> Level.COALESCE;
      case Expression.Indexed e -> Level.INDEXED;
      case Expression.IntegerLiteral e -> Level.PRIMARY;
      case Expression.FloatLiteral e -> Level.PRIMARY;
      case Expression.Infinity e -> Level.PRIMARY;
      case Expression.BooleanLiteral e -> Level.PRIMARY;
      case Expression.Name e -> Level.PRIMARY;
      case Expression.Call e -> Level.PRIMARY;
      case Expression.Cast e -> Level.PRIMARY;
      case Expression.Defined e -> Level.PRIMARY;
    };
  }

  private static boolean isNegation(Expression expression) {
    return expression instanceof Expression.Unary u && u.operator() == UnaryOperator.NEGATE;
  }

  private static String unary(Expression.Unary unary) {
    if (unary.operator() == UnaryOperator.NOT) return "not " + in(Level.NOT, unary.operand());
    boolean prefix = level(unary) == Level.PREFIX;
    return "-" + in(prefix ? Level.PREFIX : Level.SIGN, unary.operand());
  }

  private static String binary(Expression.Binary binary) {
    Level own = level(binary);
    Level right =
        switch (binary.operator()) {
          case OR -> Level.AND;
          case AND -> Level.NOT;
          case ADD, SUBTRACT -> Level.PREFIX;
          case MULTIPLY, DIVIDE, MODULO -> Level.SIGN;
        };
    return in(own, binary.left()) + " " + sign(binary.operator()) + " " + in(right, binary.right());
  }

  private static String comparison(Expression.Comparison comparison) {
    var text = new StringBuilder(in(Level.SUM, comparison.operands().getFirst()));
    for (int i = 0; i < comparison.operators().size(); i++) {
      text.append(' ').append(sign(comparison.operators().get(i))).append(' ').append(in(Level.SUM, comparison.operands().get(i + 1)));
    }
    return text.toString();
  }

  /// The right side of `??` may have a sign.
  private static String alternative(Expression expression) {
    boolean signed = isNegation(expression) && level(((Expression.Unary) expression).operand()).compareTo(Level.INDEXED) >= 0;
    return signed ? print(expression) : in(Level.INDEXED, expression);
  }

  /// What a reduction takes: another operator, or a product and quotient of operands without signs.
  private static String body(Expression expression) {
    boolean operator =
        switch (expression) {
          case Expression.Reduce e -> e.body().isPresent();
          case Expression.Row e -> true;
          case Expression.Select e -> true;
          default -> false;
        };
    return operator ? print(expression) : factors(expression);
  }

  private static String factors(Expression expression) {
    boolean product =
        expression instanceof Expression.Binary b && (b.operator() == BinaryOperator.MULTIPLY || b.operator() == BinaryOperator.DIVIDE);
    if (!product) return in(Level.COALESCE, expression);
    var binary = (Expression.Binary) expression;
    return factors(binary.left()) + " " + sign(binary.operator()) + " " + in(Level.COALESCE, binary.right());
  }

  private static String indexed(Expression.Indexed indexed) {
    boolean number = indexed.base() instanceof Expression.IntegerLiteral || indexed.base() instanceof Expression.FloatLiteral;
    String base = number ? "(" + print(indexed.base()) + ")" : in(Level.PRIMARY, indexed.base());
    String path = indexed.path().stream().map(p -> "." + p.text()).collect(Collectors.joining());
    if (indexed.slices().isEmpty()) return base + path;
    return indexed.slices().stream().map(ExpressionPrinter::slice).collect(Collectors.joining(", ", base + path + "[", "]"));
  }

  private static String slice(Slice slice) {
    return switch (slice) {
      case Slice.At s -> print(s.position());
      case Slice.Whole s -> ":";
    };
  }

  private static String sign(BinaryOperator operator) {
    return switch (operator) {
      case ADD -> "+";
      case SUBTRACT -> "-";
      case MULTIPLY -> "*";
      case DIVIDE -> "/";
      case MODULO -> "%";
      case AND -> "and";
      case OR -> "or";
    };
  }

  private static String sign(ComparisonOperator operator) {
    return switch (operator) {
      case LESS -> "<";
      case LESS_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_EQUAL -> ">=";
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
    };
  }

  /// The shortest spelling that reads back as the same double.
  private static String number(double value) {
    return Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }
}
