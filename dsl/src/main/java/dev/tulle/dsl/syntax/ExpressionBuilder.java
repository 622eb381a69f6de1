package dev.tulle.dsl.syntax;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.grammar.TulleLexer;
import dev.tulle.dsl.grammar.TulleParser.AddContext;
import dev.tulle.dsl.grammar.TulleParser.AndContext;
import dev.tulle.dsl.grammar.TulleParser.ArgContext;
import dev.tulle.dsl.grammar.TulleParser.BadTermContext;
import dev.tulle.dsl.grammar.TulleParser.BinderContext;
import dev.tulle.dsl.grammar.TulleParser.BodyContext;
import dev.tulle.dsl.grammar.TulleParser.CallContext;
import dev.tulle.dsl.grammar.TulleParser.CallPrimContext;
import dev.tulle.dsl.grammar.TulleParser.CastContext;
import dev.tulle.dsl.grammar.TulleParser.ClosedContext;
import dev.tulle.dsl.grammar.TulleParser.ClosedPrefixContext;
import dev.tulle.dsl.grammar.TulleParser.CmpContext;
import dev.tulle.dsl.grammar.TulleParser.CountContext;
import dev.tulle.dsl.grammar.TulleParser.DefinedContext;
import dev.tulle.dsl.grammar.TulleParser.ExprContext;
import dev.tulle.dsl.grammar.TulleParser.FactorContext;
import dev.tulle.dsl.grammar.TulleParser.IndexedContext;
import dev.tulle.dsl.grammar.TulleParser.LiteralContext;
import dev.tulle.dsl.grammar.TulleParser.MinMaxContext;
import dev.tulle.dsl.grammar.TulleParser.NamePrimContext;
import dev.tulle.dsl.grammar.TulleParser.NotContext;
import dev.tulle.dsl.grammar.TulleParser.OrContext;
import dev.tulle.dsl.grammar.TulleParser.ParenthesizedContext;
import dev.tulle.dsl.grammar.TulleParser.PostContext;
import dev.tulle.dsl.grammar.TulleParser.PrefixContext;
import dev.tulle.dsl.grammar.TulleParser.PrefixTermContext;
import dev.tulle.dsl.grammar.TulleParser.PrimContext;
import dev.tulle.dsl.grammar.TulleParser.ProductContext;
import dev.tulle.dsl.grammar.TulleParser.ReduceContext;
import dev.tulle.dsl.grammar.TulleParser.SelectContext;
import dev.tulle.dsl.grammar.TulleParser.SliceContext;
import dev.tulle.dsl.grammar.TulleParser.TermContext;
import dev.tulle.dsl.grammar.TulleParser.WhereContext;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Expression.BinaryOperator;
import dev.tulle.dsl.syntax.Expression.ComparisonOperator;
import dev.tulle.dsl.syntax.Expression.UnaryOperator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/// From ANTLR's tree to ours: expressions. Reports what the grammar lets pass and the language does not.
final class ExpressionBuilder {
  /// How tall an expression's tree may be: everything behind the parser may be recursive.
  static final int TALLEST = 500;

  /// An expression's tree is too tall; it has been reported.
  static final class TooTall extends RuntimeException {
    TooTall() {
      super("an expression taller than " + TALLEST, null, false, false);
    }
  }

  private final Places places;
  private final Consumer<Diagnostic> report;
  private final Map<Expression, Integer> heights = new IdentityHashMap<>();

  ExpressionBuilder(Places places, Consumer<Diagnostic> report) {
    this.places = places;
    this.report = report;
  }

  /// A whole expression, as an item or a formal holds it.
  Expression expression(ExprContext context) {
    if (context.IF() != null) {
      return made(
          new Expression.If(expression(context.expr(0)), expression(context.expr(1)), expression(context.expr(2)), places.of(context)));
    }
    return or(context.or());
  }

  private Expression or(OrContext context) {
    return chain(context.and(), this::and, i -> BinaryOperator.OR);
  }

  private Expression and(AndContext context) {
    return chain(context.not(), this::not, i -> BinaryOperator.AND);
  }

  private Expression not(NotContext context) {
    return context.not() == null ? comparison(context.cmp())
        : made(new Expression.Unary(UnaryOperator.NOT, not(context.not()), places.of(context)));
  }

  private Expression comparison(CmpContext context) {
    List<Expression> operands = context.add().stream().map(this::sum).toList();
    if (operands.size() == 1) return operands.getFirst();
    List<ComparisonOperator> operators = context.cmpOp().stream().map(o -> comparisonOperator(o.getStart())).toList();
    return made(new Expression.Comparison(operands, operators, places.of(context)));
  }

  /// A sum or a part of one, as a range or a count holds it.
  Expression sum(AddContext context) {
    return chain(context.term(), this::term, i -> operator(context.op.get(i)));
  }

  private Expression term(TermContext context) {
    return switch (context) {
      case ProductContext c -> {
        Expression product = chain(c.factor(), this::factor, i -> operator(c.op.get(i)));
        if (c.prefix() == null) yield product;
        Expression last = prefix(c.prefix());
        if (c.minus != null) last = negated(last, c.minus, c.prefix());
        yield made(new Expression.Binary(operator(c.last), product, last, places.of(c)));
      }
      case PrefixTermContext c -> c.minus == null ? prefix(c.prefix()) : negated(prefix(c.prefix()), c.minus, c.prefix());
      case BadTermContext c -> {
        reportTail(c);
        Expression product = closed(c.closed());
        if (c.minus != null) product = negated(product, c.minus, c.closed());
        for (int i = 0; i < c.badTail().factor().size(); i++) {
          FactorContext factor = c.badTail().factor(i);
          product = made(
              new Expression.Binary(operator(c.badTail().op.get(i)), product, factor(factor), places.of(c.getStart(), factor.getStop())));
        }
        yield product;
      }
      default -> throw unknown(context);
    };
  }

  private void reportTail(BadTermContext context) {
    Token sign = context.badTail().op.getFirst();
    ClosedContext closed = context.closed();
    String word = closed.getStart().getText();
    String whole = places.of(closed).text();
    String operand = places.of(closed.post()).text();
    String other = places.of(context.badTail().factor().getFirst()).text();
    boolean brief = places.of(context).text().length() <= 60 && places.of(context).text().lines().count() == 1;
    String taken = brief ? "`(" + whole + ") " + sign.getText() + " " + other + "`" : "`(" + word + "(…) …) " + sign.getText() + " …`";
    String head = brief ? whole.substring(0, whole.length() - operand.length()) : word + "(…) ";
    String inside = brief ? "`" + head + "(" + operand + " " + sign.getText() + " " + other + ")`"
        : "`" + head + "(… " + sign.getText() + " …)`";
    report.accept(
        new Diagnostic(
            DiagnosticCode.T0011,
            "`" + sign.getText() + "` follows `" + word + "`, which takes one operand",
            places.of(sign),
            "what does `" + sign.getText() + "` take?",
            List.of(),
            "write " + taken + " or " + inside));
  }

  private Expression negated(Expression operand, Token minus, ParserRuleContext context) {
    return made(new Expression.Unary(UnaryOperator.NEGATE, operand, places.of(minus, context.getStop())));
  }

  private Expression prefix(PrefixContext context) {
    return switch (context) {
      case ReduceContext c -> made(
          new Expression.Reduce(
              word(ReduceOperator.class, c.reducer().getStart()), binders(c.binder()), where(c.where()), Optional.of(body(c.body())),
              places.of(c)));
      case SelectContext c -> {
        // `by g` stands behind the first binder, the count behind all of them.
        Optional<Expression> group = c.BY() == null ? Optional.empty() : Optional.of(sum(c.add(0)));
        Expression count = sum(c.add().getLast());
        SelectOperator operator = word(SelectOperator.class, c.SELECT().getSymbol());
        yield made(new Expression.Select(operator, binders(c.binder()), group, count, where(c.where()), body(c.body()), places.of(c)));
      }
      case ClosedPrefixContext c -> closed(c.closed());
      default -> throw unknown(context);
    };
  }

  private Expression closed(ClosedContext context) {
    List<Binder> binders = binders(context.binder());
    Expression operand = post(context.post());
    Span span = places.of(context);
    if (context.ROWOP() != null) {
      return made(new Expression.Row(word(RowOperator.class, context.ROWOP().getSymbol()), binders, where(context.where()), operand, span));
    }
    ReduceOperator operator = word(ReduceOperator.class, context.QUANT().getSymbol());
    return made(new Expression.Reduce(operator, binders, where(context.where()), Optional.of(operand), span));
  }

  private Expression body(BodyContext context) {
    return context.prefix() != null ? prefix(context.prefix()) : chain(context.post(), this::post, i -> operator(context.op.get(i)));
  }

  private Expression factor(FactorContext context) {
    return context.factor() == null ? post(context.post())
        : made(new Expression.Unary(UnaryOperator.NEGATE, factor(context.factor()), places.of(context)));
  }

  private Expression post(PostContext context) {
    Expression first = indexed(context.indexed());
    for (var other : context.coalesced()) {
      Expression second = indexed(other.indexed());
      if (other.minus != null) second = negated(second, other.minus, other.indexed());
      first = made(new Expression.Coalesce(first, second, places.of(context.getStart(), other.getStop())));
    }
    return first;
  }

  private Expression indexed(IndexedContext context) {
    Expression base = primary(context.prim());
    if (context.name().isEmpty() && context.slice().isEmpty()) return base;
    List<Identifier> path = context.name().stream().map(n -> identifier(n.getStart())).toList();
    return made(new Expression.Indexed(base, path, context.slice().stream().map(this::slice).toList(), places.of(context)));
  }

  private Slice slice(SliceContext context) {
    return context.expr() == null ? new Slice.Whole(places.of(context)) : new Slice.At(expression(context.expr()));
  }

  private Expression primary(PrimContext context) {
    Span span = places.of(context);
    return switch (context) {
      case CallPrimContext c -> call(c.call());
      case MinMaxContext c -> minMax(c);
      case CountContext c -> made(
          new Expression.Reduce(word(ReduceOperator.class, c.QUANT().getSymbol()), binders(c.binder()), where(c.where()), Optional.empty(),
              span));
      case CastContext c -> made(new Expression.Cast(element(c.ELEM().getSymbol()), expression(c.expr()), span));
      case DefinedContext c -> made(new Expression.Defined(expression(c.expr()), span));
      case ParenthesizedContext c -> expression(c.expr());
      case LiteralContext c -> made(literal(c.literal));
      case NamePrimContext c -> made(new Expression.Name(c.name().getText(), span));
      default -> throw unknown(context);
    };
  }

  private Expression minMax(MinMaxContext context) {
    List<Argument> arguments = context.expr().stream().map(e -> new Argument(Optional.empty(), expression(e), places.of(e))).toList();
    String word = context.MINMAX().getText();
    if (arguments.size() != 2) {
      String message = "`" + word + "` takes two values or an index and an operand, not "
          + (arguments.size() == 1 ? "one value" : arguments.size() + " values");
      String help = arguments.size() == 1
          ? "over an index: `" + word + "(j) x[j]` (an operand with a sign stands in parentheses); of two values: `" + word + "(a, b)`"
          : "nest it: `" + word + "(a, " + word + "(b, c))`";
      report.accept(new Diagnostic(DiagnosticCode.T0017, message, places.of(context), "", List.of(), help));
    }
    return made(new Expression.Call(identifier(context.getStart()), arguments, places.of(context)));
  }

  Expression.Call call(CallContext context) {
    var call = new Expression.Call(identifier(context.name().getStart()), context.arg().stream().map(this::argument).toList(),
        places.of(context));
    made(call);
    return call;
  }

  private Argument argument(ArgContext context) {
    Optional<Identifier> name = Optional.ofNullable(context.name()).map(n -> identifier(n.getStart()));
    return new Argument(name, expression(context.expr()), places.of(context));
  }

  private Expression literal(Token token) {
    Span span = places.of(token);
    return switch (token.getType()) {
      case TulleLexer.INF -> new Expression.Infinity(span);
      case TulleLexer.TRUE -> new Expression.BooleanLiteral(true, span);
      case TulleLexer.FALSE -> new Expression.BooleanLiteral(false, span);
      default -> number(token, span);
    };
  }

  private Expression number(Token token, Span span) {
    try {
      if (token.getType() == TulleLexer.INT) return new Expression.IntegerLiteral(Long.parseLong(token.getText()), span);
      double value = Double.parseDouble(token.getText());
      if (Double.isFinite(value)) return new Expression.FloatLiteral(value, span);
    } catch (NumberFormatException e) {
      // A number of another language has been reported as such; an integer that is too large is reported below.
      if (token.getType() == TulleLexer.FLOAT) return new Expression.FloatLiteral(0, span);
    }
    String help = token.getType() == TulleLexer.INT ? "integers have 64 bits here and 32 at run time" : "infinity is `inf`";
    report.accept(new Diagnostic(DiagnosticCode.T0004, "the number is too large", span, "", List.of(), help));
    return token.getType() == TulleLexer.INT ? new Expression.IntegerLiteral(0, span) : new Expression.FloatLiteral(0, span);
  }

  Optional<Expression> where(WhereContext context) {
    return Optional.ofNullable(context).map(c -> expression(c.expr()));
  }

  private List<Binder> binders(List<BinderContext> contexts) {
    return contexts.stream().map(this::binder).toList();
  }

  Binder binder(BinderContext context) {
    return new Binder(identifier(context.name().getStart()), Optional.ofNullable(context.add()).map(this::sum), places.of(context));
  }

  private Identifier identifier(Token token) {
    return new Identifier(token.getText(), places.of(token));
  }

  /// Operands with operators between them, grouped to the left.
  private <C extends ParserRuleContext> Expression chain(List<C> operands, Function<C, Expression> build,
      Function<Integer, BinaryOperator> operator) {
    Expression left = build.apply(operands.getFirst());
    for (int i = 1; i < operands.size(); i++) {
      Span span = places.of(operands.getFirst().getStart(), operands.get(i).getStop());
      left = made(new Expression.Binary(operator.apply(i - 1), left, build.apply(operands.get(i)), span));
    }
    return left;
  }

  /// Measures a new node, and gives up on trees that are too tall for the recursions behind the parser.
  private Expression made(Expression node) {
    // A chain of comparisons means a conjunction, which is as tall as it is long.
    int own = node instanceof Expression.Comparison c ? c.operators().size() : 1;
    int height = own + tallestChild(node);
    heights.put(node, height);
    if (height > TALLEST) {
      Span start = new Span(node.span().source(), node.span().start(), node.span().start());
      var help = "give parts of it names with `let`; many terms of one form are a reduction";
      report
          .accept(new Diagnostic(DiagnosticCode.T0005, "the expression has more than " + TALLEST + " levels", start, "", List.of(), help));
      throw new TooTall();
    }
    return node;
  }

  private int tallestChild(Node node) {
    int tallest = 0;
    for (Node child : Children.of(node)) {
      tallest = Math.max(tallest, child instanceof Expression e ? heights.getOrDefault(e, 1) : tallestChild(child));
    }
    return tallest;
  }

  private static BinaryOperator operator(Token token) {
    return switch (token.getType()) {
      case TulleLexer.PLUS -> BinaryOperator.ADD;
      case TulleLexer.MINUS -> BinaryOperator.SUBTRACT;
      case TulleLexer.STAR -> BinaryOperator.MULTIPLY;
      case TulleLexer.SLASH -> BinaryOperator.DIVIDE;
      case TulleLexer.PERCENT -> BinaryOperator.MODULO;
      default -> throw new IllegalStateException("no operator: " + token);
    };
  }

  private static ComparisonOperator comparisonOperator(Token token) {
    return switch (token.getType()) {
      case TulleLexer.LT -> ComparisonOperator.LESS;
      case TulleLexer.LE -> ComparisonOperator.LESS_EQUAL;
      case TulleLexer.GT -> ComparisonOperator.GREATER;
      case TulleLexer.GE -> ComparisonOperator.GREATER_EQUAL;
      case TulleLexer.EQ -> ComparisonOperator.EQUAL;
      case TulleLexer.NE -> ComparisonOperator.NOT_EQUAL;
      default -> throw new IllegalStateException("no comparison: " + token);
    };
  }

  static ElementType element(Token token) {
    return word(ElementType.class, token);
  }

  /// The constant that is spelled like the token: the words of the language are the names of the enumerations.
  private static <E extends Enum<E>> E word(Class<E> type, Token token) {
    return Enum.valueOf(type, token.getText().toUpperCase(Locale.ROOT));
  }

  private static IllegalStateException unknown(ParserRuleContext context) {
    return new IllegalStateException("an expression that the grammar does not have: " + context.getClass());
  }
}
