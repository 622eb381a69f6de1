package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.SelectOperator;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Expression.BinaryOperator;
import dev.tulle.dsl.syntax.Expression.ComparisonOperator;
import dev.tulle.dsl.syntax.Expression.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/// Random syntax trees that the grammar can spell; what they mean is of no concern.
final class RandomTrees {
  private static final Span NOWHERE = new Span(new Source("random", ""), 0, 0);
  private static final String[] NAMES = {"a", "b", "x", "y", "alpha", "T", "N", "_u", "size", "order", "by", "at", "most", "require", "w1"};

  private final Random random;

  RandomTrees(long seed) {
    random = new Random(seed);
  }

  SyntaxFile file() {
    return new SyntaxFile(many(1, 3, this::declaration), NOWHERE);
  }

  private Declaration declaration() {
    return switch (random.nextInt(3)) {
      case 0 -> new Declaration.Import(many(1, 3, this::name), NOWHERE);
      case 1 -> new Declaration.Model(
          plainName(), many(0, 2, () -> new Declaration.Parameter(name(), expression(2), NOWHERE)), many(0, 6, () -> item(2)), doc(),
          NOWHERE);
      default ->
          new Declaration.Layer(plainName(), many(0, 2, this::formal), many(1, 2, this::formal), many(0, 4, () -> item(2)), doc(), NOWHERE);
    };
  }

  private Formal formal() {
    return switch (random.nextInt(3)) {
      case 0 -> new Formal.OfTensor(name(), type(), maybe(() -> expression(2)), maybe(this::format), NOWHERE);
      case 1 -> new Formal.OfPattern(head(), maybe(this::format), NOWHERE);
      default -> new Formal.OfValue(name(), expression(2), NOWHERE);
    };
  }

  private Item item(int depth) {
    return switch (random.nextInt(depth > 0 ? 19 : 16)) {
      case 0 -> new Item.Tensors(pick(Item.Given.values()), many(1, 3, this::name), type(), maybe(() -> expression(2)), maybe(this::format),
          doc(), NOWHERE);
      case 1 -> new Item.GivenPattern(pick(Item.Given.values()), head(), maybe(this::format), doc(), NOWHERE);
      case 2 -> new Item.States(many(1, 3, this::name), type(), maybe(() -> expression(2)), expression(3), doc(), NOWHERE);
      case 3 -> new Item.StatePattern(head(), expression(3), doc(), NOWHERE);
      case 4 -> new Item.Sizes(many(1, 3, this::name), doc(), NOWHERE);
      case 5 -> new Item.Require(expression(3), NOWHERE);
      case 6 -> constant();
      case 7 -> new Item.LetMany(many(1, 3, this::name), call(2), doc(), NOWHERE);
      case 8 -> new Item.Output(head(), maybe(this::element), maybe(() -> expression(2)), expression(5), doc(), NOWHERE);
      case 9 -> new Item.DefinePattern(head(), expression(5), maybe(() -> new OrderClause(name(), expression(2), NOWHERE)),
          maybe(this::format), doc(), NOWHERE);
      case 10 -> new Item.Update(head(), maybe(() -> expression(2)), expression(4), NOWHERE);
      case 11 -> new Item.Next(head(), maybe(() -> expression(2)), expression(4), NOWHERE);
      case 12 -> new Item.Skip(expression(3), NOWHERE);
      case 13 -> new Item.Stop(expression(3), NOWHERE);
      case 14 -> new Item.Until(expression(3), NOWHERE);
      case 15 -> new Item.Let(head(), maybe(this::element), maybe(() -> expression(2)), expression(6), doc(), NOWHERE);
      case 16 -> new Item.Entry(name(), many(0, 2, this::formal), many(0, 2, () -> item(depth - 1)), doc(), NOWHERE);
      // A count that is spelled `at most` would be read as the words.
      case 17 -> new Item.Repeat(
          random.nextBoolean(), maybe(this::plainName), new Expression.IntegerLiteral(3, NOWHERE), carried(),
          many(0, 2, () -> item(depth - 1)), doc(), NOWHERE);
      default -> new Item.Fold(many(0, 2, this::binder), binder(), maybe(() -> expression(2)), carried(), many(0, 2, () -> item(depth - 1)),
          doc(), NOWHERE);
    };
  }

  private Item constant() {
    boolean array = random.nextBoolean();
    return new Item.Const(name(), array, many(1, array ? 4 : 1, () -> expression(2)), doc(), NOWHERE);
  }

  private List<Carried> carried() {
    return many(1, 2, () -> new Carried(head(), expression(2), NOWHERE));
  }

  private Expression expression(int depth) {
    if (depth == 0) return leaf();
    return switch (random.nextInt(16)) {
      case 0 -> new Expression.If(expression(depth - 1), expression(depth - 1), expression(depth - 1), NOWHERE);
      case 1, 2, 3, 4 -> new Expression.Binary(pick(BinaryOperator.values()), expression(depth - 1), expression(depth - 1), NOWHERE);
      case 5 -> new Expression.Unary(pick(UnaryOperator.values()), expression(depth - 1), NOWHERE);
      case 6 -> comparison(depth - 1);
      case 7 -> new Expression.Coalesce(expression(depth - 1), expression(depth - 1), NOWHERE);
      case 8, 9 -> reduce(depth - 1);
      case 10 -> new Expression.Row(pick(RowOperator.values()), many(1, 2, this::binder), maybe(() -> expression(1)), expression(depth - 1),
          NOWHERE);
      case 11 -> select(depth - 1);
      case 12 -> indexed(depth - 1);
      case 13 -> call(depth - 1);
      case 14 -> random.nextBoolean()
          ? new Expression.Cast(element(), expression(depth - 1), NOWHERE)
          : new Expression.Defined(expression(depth - 1), NOWHERE);
      default -> minMax(depth - 1);
    };
  }

  private Expression minMax(int depth) {
    var arguments = many(2, 2, () -> new Argument(Optional.empty(), expression(depth), NOWHERE));
    return new Expression.Call(new Identifier(random.nextBoolean() ? "min" : "max", NOWHERE), arguments, NOWHERE);
  }

  private Expression comparison(int depth) {
    List<ComparisonOperator> operators = many(1, 2, () -> pick(ComparisonOperator.values()));
    return new Expression.Comparison(many(operators.size() + 1, operators.size() + 1, () -> expression(depth)), operators, NOWHERE);
  }

  private Expression reduce(int depth) {
    ReduceOperator operator = pick(ReduceOperator.values());
    Optional<Expression> where = maybe(() -> expression(1));
    boolean bare = switch (operator) {
      case ANY, ALL, COUNT -> where.isPresent() && random.nextBoolean();
      default -> false;
    };
    return new Expression.Reduce(operator, many(1, 2, this::binder), where, bare ? Optional.empty() : Optional.of(expression(depth)),
        NOWHERE);
  }

  private Expression select(int depth) {
    Optional<Expression> group = maybe(() -> expression(1));
    return new Expression.Select(
        pick(SelectOperator.values()), many(1, 2, this::binder), group, expression(1), maybe(() -> expression(1)), expression(depth),
        NOWHERE);
  }

  private Expression indexed(int depth) {
    List<Identifier> path = many(0, 2, this::name);
    List<Slice> slices = many(path.isEmpty() ? 1 : 0, 2,
        () -> random.nextInt(4) == 0 ? new Slice.Whole(NOWHERE) : new Slice.At(expression(depth)));
    return new Expression.Indexed(random.nextInt(3) == 0 ? expression(depth) : new Expression.Name(name().text(), NOWHERE), path, slices,
        NOWHERE);
  }

  private Expression.Call call(int depth) {
    return new Expression.Call(name(), many(0, 3, () -> new Argument(maybe(this::name), expression(depth), NOWHERE)), NOWHERE);
  }

  private Expression leaf() {
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.IntegerLiteral(random.nextLong(1000), NOWHERE);
      case 1 -> new Expression.FloatLiteral(Math.abs(random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30))), NOWHERE);
      case 2 -> random.nextBoolean() ? new Expression.Infinity(NOWHERE) : new Expression.BooleanLiteral(random.nextBoolean(), NOWHERE);
      default -> new Expression.Name(name().text(), NOWHERE);
    };
  }

  private Head head() {
    return new Head(name(), many(0, 3, this::binder), NOWHERE);
  }

  private Binder binder() {
    return new Binder(name(), maybe(() -> expression(1)), NOWHERE);
  }

  private TensorType type() {
    return new TensorType(element(), many(0, 3, () -> new Axis(maybe(this::name), expression(1), NOWHERE)), NOWHERE);
  }

  private FormatClause format() {
    return new FormatClause(plainName(), many(0, 2, () -> expression(1)), NOWHERE);
  }

  private ElementType element() {
    return pick(ElementType.values());
  }

  private Identifier name() {
    return new Identifier(pick(NAMES), NOWHERE);
  }

  /// A name where the contextual words are not allowed.
  private Identifier plainName() {
    return new Identifier("Name" + random.nextInt(100), NOWHERE);
  }

  private String doc() {
    return random.nextInt(3) == 0 ? "What it is.\n\nMore of it." : "";
  }

  private <T> Optional<T> maybe(Supplier<T> make) {
    return random.nextInt(3) == 0 ? Optional.of(make.get()) : Optional.empty();
  }

  private <T> List<T> many(int least, int most, Supplier<T> make) {
    int count = random.nextInt(least, most + 1);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) list.add(make.get());
    return list;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
