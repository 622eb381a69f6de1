package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Expressions: names resolved, types and existence judged. What is wrong is reported and left by [Unresolved].
final class CheckExpression {
  private final Problems problems;
  private final Scope scope;
  private final Types types;
  private final CheckRead reads;
  private final CheckOperator operators;
  private final CheckLayerCall layers;

  CheckExpression(Problems problems, Scope scope, Declarations declarations) {
    this.problems = problems;
    this.scope = scope;
    this.types = new Types(problems);
    this.layers = new CheckLayerCall(problems, scope, declarations, this);
    this.reads = new CheckRead(problems, scope, declarations, this, layers);
    this.operators = new CheckOperator(problems, this, new IndexRanges(problems, scope, this, layers));
  }

  CheckLayerCall layers() {
    return layers;
  }

  CheckOperator operators() {
    return operators;
  }

  CheckRead reads() {
    return reads;
  }

  Types types() {
    return types;
  }

  /// A condition: a boolean in which a position outside of its axis is absent.
  Expr condition(Expression e, Place place) {
    return types.toBool(check(e, place.outside(Place.Outside.ABSENT)), e.span());
  }

  /// An integer over sizes and compile-time values alone.
  Expr size(Expression e) {
    Place nowhere = Place.outermost(Knowledge.of(Map.of()));
    Expr value = types.toInt(check(e, nowhere), e.span());
    if (Types.isStatic(value)) return inRange(value, nowhere.knowledge(), e.span());
    problems.add(DiagnosticCode.T0303, e.span(), "a size is made of sizes, parameters and whole numbers", "this depends on data", "");
    throw new Unresolved();
  }

  /// Refuses a size that is wrong whatever is bound.
  private Expr inRange(Expr size, Knowledge knowledge, Span span) {
    boolean negative = knowledge.implies(Conditions.compare(Function.LESS, size, Expr.integer(0)));
    if (!negative && !knowledge.implies(Conditions.compare(Function.LESS, Expr.integer(Integer.MAX_VALUE), size))) return size;
    problems.add(DiagnosticCode.T0303, span, "a size is a whole number from 0 to 2147483647",
        "this is " + (negative ? "negative" : "larger") + (size instanceof Expr.Literal ? ": " + Describe.expr(size) : ""),
        "give its parameters other values, with `-D` or in the head of the model");
    throw new Unresolved();
  }

  Expr check(Expression e, Place place) {
    return switch (e) {
      case Expression.IntegerLiteral l -> integer(l);
      case Expression.FloatLiteral l -> new Expr.Literal(ValueType.FLOAT, l.value());
      case Expression.Infinity _ -> new Expr.Literal(ValueType.FLOAT, Double.POSITIVE_INFINITY);
      case Expression.BooleanLiteral b -> new Expr.Literal(ValueType.BOOL, b.value() ? 1 : 0);
      case Expression.Name n -> reads.name(n, place);
      case Expression.Indexed x -> reads.indexed(x, place);
      case Expression.Call c -> call(c, place);
      case Expression.Reduce r -> operators.reduce(r, place);
      case Expression.Row r -> operators.row(r, place);
      case Expression.Select s -> operators.select(s, place);
      case Expression.Unary u -> unary(u, place);
      case Expression.Binary b -> binary(b, place);
      case Expression.Comparison c -> comparison(c, place);
      case Expression.Coalesce c -> coalesce(c, place);
      case Expression.If i -> choose(i, place);
      case Expression.Cast c -> new Expr.Cast(c.element(), check(c.operand(), place));
      case Expression.Defined d -> defined(d, place);
    };
  }

  private Expr integer(Expression.IntegerLiteral l) {
    if (l.value() == (int) l.value()) return Expr.integer(l.value());
    problems.add(DiagnosticCode.T0201, l.span(), "integers have 32 bits", "this is larger than 2147483647",
        "write a float: `" + l.value() + ".0`");
    throw new Unresolved();
  }

  private Expr unary(Expression.Unary u, Place place) {
    return switch (u.operator()) {
      case NEGATE -> {
        Expr x = number(u.operand(), place);
        yield Types.fold(Function.NEGATE, x.type(), List.of(x));
      }
      case NOT -> {
        Expr x = types.toBool(check(u.operand(), place), u.operand().span());
        mustExist(x, place, u.operand().span(), "not");
        yield new Expr.Apply(Function.NOT, ValueType.BOOL, List.of(x));
      }
    };
  }

  Expr number(Expression e, Place place) {
    Expr x = check(e, place);
    if (x.type() == ValueType.BOOL) throw types.wrong(x, "a number", e.span());
    return x;
  }

  private Expr binary(Expression.Binary b, Place place) {
    return switch (b.operator()) {
      case AND -> {
        Expr left = types.toBool(check(b.left(), place), b.left().span());
        Expr right = types.toBool(check(b.right(), place.knowing(left)), b.right().span());
        yield new Expr.Apply(Function.AND, ValueType.BOOL, List.of(left, right));
      }
      case OR -> {
        Expr left = types.toBool(check(b.left(), place), b.left().span());
        mustExist(left, place, b.left().span(), "or");
        Place otherwise = place.knowing(Conditions.not(left));
        Expr right = types.toBool(check(b.right(), otherwise), b.right().span());
        mustExist(right, otherwise, b.right().span(), "or");
        yield new Expr.Apply(Function.OR, ValueType.BOOL, List.of(left, right));
      }
      case ADD -> arithmetic(Function.ADD, b, place);
      case SUBTRACT -> arithmetic(Function.SUBTRACT, b, place);
      case MULTIPLY -> arithmetic(Function.MULTIPLY, b, place);
      case DIVIDE -> arithmetic(Function.DIVIDE, b, place);
      case MODULO -> {
        Expr left = types.toInt(check(b.left(), place), b.left().span());
        Expr right = types.toInt(check(b.right(), place), b.right().span());
        yield Types.fold(Function.MODULO, ValueType.INT, List.of(left, right));
      }
    };
  }

  private Expr arithmetic(Function function, Expression.Binary b, Place place) {
    Expr left = number(b.left(), place);
    Expr right = number(b.right(), place);
    ValueType type = Types.common(left, right);
    return Types.fold(function, type, List.of(types.to(type, left, b.left().span()), types.to(type, right, b.right().span())));
  }

  private void mustExist(Expr x, Place place, Span span, String word) {
    Expr existence = Existences.of(x);
    if (place.knowledge().implies(existence)) return;
    problems.add(
        DiagnosticCode.T0403,
        span,
        "`" + word + "` wants an operand that exists everywhere",
        "this exists only where " + Describe.expr(existence),
        List.of(),
        "say what holds elsewhere: `(" + span.text() + " ?? false)`, or name it as a pattern");
  }

  private Expr comparison(Expression.Comparison c, Place place) {
    checkDirections(c);
    Expr all = null;
    Place here = place;
    for (int i = 0; i < c.operators().size(); i++) {
      Expression a = c.operands().get(i);
      Expression b = c.operands().get(i + 1);
      Expr left = check(a, here);
      Expr right = check(b, here);
      Function function = switch (c.operators().get(i)) {
        case LESS -> Function.LESS;
        case LESS_EQUAL -> Function.LESS_EQUAL;
        case GREATER -> Function.GREATER;
        case GREATER_EQUAL -> Function.GREATER_EQUAL;
        case EQUAL -> Function.EQUAL;
        case NOT_EQUAL -> Function.NOT_EQUAL;
      };
      boolean booleans = left.type() == ValueType.BOOL && right.type() == ValueType.BOOL
          && (function == Function.EQUAL || function == Function.NOT_EQUAL);
      if (!booleans) {
        if (left.type() == ValueType.BOOL) throw types.wrong(left, "a number", a.span());
        if (right.type() == ValueType.BOOL) throw types.wrong(right, "a number", b.span());
      }
      ValueType type = Types.common(left, right);
      Expr one = new Expr.Apply(function, ValueType.BOOL, List.of(types.to(type, left, a.span()), types.to(type, right, b.span())));
      all = all == null ? one : new Expr.Apply(Function.AND, ValueType.BOOL, List.of(all, one));
      here = here.knowing(one);
    }
    return all;
  }

  private void checkDirections(Expression.Comparison c) {
    if (c.operators().size() < 2) return;
    boolean rising = c.operators()
        .stream()
        .allMatch(o -> o == Expression.ComparisonOperator.LESS || o == Expression.ComparisonOperator.LESS_EQUAL);
    boolean falling = c.operators()
        .stream()
        .allMatch(o -> o == Expression.ComparisonOperator.GREATER || o == Expression.ComparisonOperator.GREATER_EQUAL);
    boolean equal = c.operators().stream().allMatch(o -> o == Expression.ComparisonOperator.EQUAL);
    if (rising || falling || equal) return;
    problems.add(DiagnosticCode.T0204, c.span(), "a chain of comparisons goes in one direction", "", "join two comparisons with `and`");
    throw new Unresolved();
  }

  private Expr coalesce(Expression.Coalesce c, Place place) {
    Expr first = check(c.first(), place.outside(Place.Outside.ABSENT));
    Expr second = check(c.second(), place.knowing(Conditions.not(Existences.of(first))));
    ValueType type = first.type() == ValueType.BOOL ? ValueType.BOOL : Types.common(first, second);
    return new Expr.Coalesce(types.to(type, first, c.first().span()), types.to(type, second, c.second().span()));
  }

  private Expr choose(Expression.If i, Place place) {
    Expr condition = types.toBool(check(i.condition(), place), i.condition().span());
    Expr then = check(i.then(), place.knowing(condition));
    Expr otherwise = check(i.otherwise(), place.knowing(Conditions.not(condition)));
    boolean booleans = then.type() == ValueType.BOOL || otherwise.type() == ValueType.BOOL;
    ValueType type = booleans ? ValueType.BOOL : Types.common(then, otherwise);
    return new Expr.If(condition, types.to(type, then, i.then().span()), types.to(type, otherwise, i.otherwise().span()));
  }

  private Expr defined(Expression.Defined d, Place place) {
    Expr operand = check(d.operand(), place.outside(Place.Outside.ABSENT));
    // the condition itself, where it can be written, so that what is known of it is known here
    if (operand instanceof Expr.Read read) return Substitute.fresh(Existences.of(read));
    problems.add(DiagnosticCode.T0105, d.operand().span(), "`defined` asks about an element of a tensor", "", "write `defined(w[f, d])`");
    throw new Unresolved();
  }

  private Expr call(Expression.Call c, Place place) {
    Optional<Function> function = Functions.named(c.function().text());
    if (function.isEmpty()) return layers.scalarCall(c, place);
    List<Expr> arguments = new ArrayList<>();
    for (var a : c.arguments()) arguments.add(check(a.value(), place));
    return Functions.apply(function.get(), c, arguments, types, problems);
  }

  static String word(Enum<?> operator) {
    return operator.name().toLowerCase(Locale.ROOT);
  }
}
