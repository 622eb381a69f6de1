package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.FoldStep;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Order;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.syntax.Carried;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `fold`: the elements of a row one after another, over carried scalars and short vectors.
final class CheckFold {
  private final Problems problems;
  private final Scope scope;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final CheckDefinition definitions;
  private final Carry carry;

  CheckFold(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.declarations = declarations;
    this.expressions = expressions;
    this.definitions = new CheckDefinition(problems, scope, declarations, expressions);
    this.carry = new Carry(problems, "fold");
  }

  Statement.Fold fold(Item.Fold f) {
    CheckDefinition.Axes rows = rows(f);
    List<Expression> sources = new ArrayList<>();
    f.where().ifPresent(sources::add);
    f.items().stream().flatMap(CheckFold::expressions).forEach(sources::add);
    IndexRanges.Bindings element = expressions.operators().ranges().bind(List.of(f.element()), rows.place(), sources);
    Optional<Expr> written = f.where().map(w -> expressions.condition(w, element.place()));
    Expr where = written.map(CheckDefinition::plain).orElse(Expr.truth());
    Optional<Expr> key = written
        .flatMap(w -> new Orders(problems, declarations).of(w, element.indices(), f.where().orElseThrow().span()))
        .map(Order::key);
    String path = declarations.unique(scope.path + "fold") + ".";
    Scope body = scope.loop(Scope.Kind.FOLD, path, element.place().knowing(where));
    List<Runnable> known = f.carried().stream().map(c -> carried(c, rows, body)).toList();
    List<FoldStep> steps = body(f.items(), body);
    known.forEach(Runnable::run);
    return new Statement.Fold(rows.indices(), element.indices().getFirst(), where, key, carry.carried(_ -> List.of()), steps, f.span());
  }

  private static Stream<Expression> expressions(Item item) {
    return switch (item) {
      case Item.Let l -> Stream.of(l.value());
      case Item.Skip s -> Stream.of(s.condition());
      case Item.Stop s -> Stream.of(s.condition());
      case Item.Next n -> Stream.of(n.value());
      default -> Stream.empty();
    };
  }

  /// The rows, those of the batch among them, and the place of one row.
  private CheckDefinition.Axes rows(Item.Fold f) {
    List<Expression> sources = new ArrayList<>();
    f.where().ifPresent(sources::add);
    f.carried().forEach(c -> sources.add(c.initial()));
    return definitions.axes(f.rows(), sources);
  }

  /// Makes a carried name known to the body, where it is the value of the row.
  ///
  /// @return makes it known after the fold, where it has the rows as axes
  private Runnable carried(Carried c, CheckDefinition.Axes rows, Scope body) {
    String name = c.head().name().text();
    try {
      new Names(problems, scope).free(c.head().name());
      IndexRanges.Bindings own = expressions.operators().ranges().bind(c.head().indices(), rows.place(), List.of(c.initial()));
      Expr initial = expressions.check(c.initial(), own.place());
      definitions.mustExist(initial, own.place(), c.initial().span(), Optional.empty());
      List<Expr> extents = Stream.concat(rows.indices().stream(), own.indices().stream()).map(Index::range).toList();
      Tensor tensor = new Tensor(
          declarations.unique(scope.path + name), Tensor.Role.CARRIED, ElementType.of(initial.type()), extents, new Existence.Everywhere(),
          Optional.empty(), List.of(), "", c.head().name().span());
      carry.put(new Carry.Name(c.head(), tensor, own.indices(), initial));
      List<String> texts = new ArrayList<>();
      for (Index i : rows.indices()) texts.add(extent(i, rows.place()));
      for (Index i : own.indices()) texts.add(extent(i, own.place()));
      List<Optional<Expr>> inside = new ArrayList<>();
      List<Optional<Expr>> after = new ArrayList<>();
      for (int a = 0; a < extents.size(); a++) {
        inside.add(a < rows.indices().size() ? Optional.of(new Expr.IndexValue(rows.indices().get(a))) : Optional.empty());
        after.add(a < scope.batch.size() ? Optional.of(new Expr.IndexValue(scope.batch.get(a))) : Optional.empty());
      }
      String text = c.head().span().text();
      body.put(name, new View(tensor, inside, text, texts));
      return () -> scope.put(name, new View(tensor, after, text + ", for each row of the fold", texts));
    } catch (Unresolved _) {
      carry.broken(name);
      body.put(name, new Thing.Broken());
      return () -> {
        if (scope.find(name) == null) scope.put(name, new Thing.Broken());
      };
    }
  }

  private static String extent(Index index, Place place) {
    Thing.Bound bound = place.indices().get(index.name());
    return bound != null && bound.index() == index ? bound.source().extent() : Describe.expr(index.range());
  }

  private List<FoldStep> body(List<Item> items, Scope body) {
    CheckExpression inside = new CheckExpression(problems, body, declarations);
    CheckDefinition within = new CheckDefinition(problems, body, declarations, inside);
    Placement placement = new Placement(problems, body);
    List<FoldStep> steps = new ArrayList<>();
    Set<String> vectors = new HashSet<>(carry.indexNames());
    for (Item item : items) {
      try {
        placement.check(item);
        switch (item) {
          case Item.Let l -> {
            l.head().indices().forEach(b -> vectors.add(b.name().text()));
            steps.add(let(l, within));
          }
          case Item.Skip s -> {
            Expr condition = decision("skip", s.condition(), vectors, body, within, inside);
            steps.add(new FoldStep.Skip(condition, s.span()));
          }
          case Item.Stop s -> {
            Expr condition = decision("stop", s.condition(), vectors, body, within, inside);
            steps.add(new FoldStep.Stop(condition, s.span()));
          }
          case Item.Next n -> carry.next(n, body, within, inside);
          default -> throw new Unresolved();
        }
      } catch (Unresolved _) {
        if (item instanceof Item.Let l && body.find(l.head().name().text()) == null) body.put(l.head().name().text(), new Thing.Broken());
        if (item instanceof Item.Broken b) b.names().forEach(n -> body.put(n.text(), new Thing.Broken()));
      }
    }
    return steps;
  }

  private Statement.Define let(Item.Let l, CheckDefinition within) {
    if (l.where().isPresent()) {
      problems.add(DiagnosticCode.T1001, l.where().get().span(), "a `let` in a fold has no `where`", "it is computed for every element",
          "say what holds elsewhere: `if … then … else …`");
      throw new Unresolved();
    }
    return within.define(l.head(), l.element(), Optional.empty(), l.value(), l.doc(), Tensor.Role.LET);
  }

  /// Where an element goes on, the condition is known not to hold.
  private Expr decision(String word, Expression text, Set<String> vectors, Scope body, CheckDefinition within, CheckExpression inside) {
    Place place = body.place(declarations.knowledge());
    for (Map.Entry<String, Expression.Name> free : FreeNames.of(text).entrySet()) {
      String name = free.getKey();
      if (!vectors.contains(name) || place.indices().containsKey(name) || body.find(name) != null) continue;
      problems.add(DiagnosticCode.T1006, free.getValue().span(), "`" + word + "` decides for the whole element",
          "`" + name + "` is an index of a vector", "reduce it: `any(" + name + ") (" + text.span().text() + ")`");
      throw new Unresolved();
    }
    Expr condition = inside.types().toBool(inside.check(text, place), text.span());
    within.mustExist(condition, place, text.span(), "this may not exist for every element", "`" + word + "` decides for each",
        "say what holds elsewhere: `(… ?? false)`");
    body.know(Conditions.not(condition));
    return condition;
  }
}
