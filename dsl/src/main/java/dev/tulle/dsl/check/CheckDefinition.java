package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.RangeSource;
import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Order;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Head;
import dev.tulle.dsl.syntax.Item;
import dev.tulle.dsl.syntax.OrderClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Definitions of tensors and patterns: `let`, `output`, `pattern`.
final class CheckDefinition {
  private final Problems problems;
  private final Scope scope;
  private final Names names;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final Formats formats;

  CheckDefinition(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.names = new Names(problems, scope);
    this.declarations = declarations;
    this.expressions = expressions;
    this.formats = new Formats(problems, expressions, declarations);
  }

  /// The indices of a definition: first those of the batch, then its own.
  record Axes(List<Index> indices, Place place) {}

  /// Those of the batch alone.
  Axes batch() {
    Place place = scope.place(declarations.knowledge());
    List<Index> indices = new ArrayList<>();
    for (Index outer : scope.batch) {
      Index fresh = new Index(outer.name(), outer.range());
      indices.add(fresh);
      place = place.bindBatch(outer, new Expr.IndexValue(fresh));
    }
    return new Axes(indices, place);
  }

  Axes axes(Head head, List<Expression> sources) {
    return axes(head.indices(), sources);
  }

  Axes axes(List<Binder> binders, List<Expression> sources) {
    Axes batch = batch();
    IndexRanges.Bindings own = expressions.operators().ranges().bind(binders, batch.place(), sources);
    List<Index> indices = new ArrayList<>(batch.indices());
    indices.addAll(own.indices());
    return new Axes(indices, own.place());
  }

  /// The indices of an assignment to something that has its axes already: `next z[b, k] = …`, `update s[k] = …`.
  Axes onto(Head head, View target) {
    Axes batch = batch();
    Place place = batch.place();
    List<Index> indices = new ArrayList<>(batch.indices());
    if (head.indices().size() != target.rank()) {
      problems.add(DiagnosticCode.T0104, head.span(), "`" + head.name().text() + "` has " + target.rank() + " indices",
          head.indices().size() + " given", List.of("it is declared as `" + target.text() + "`"), "");
      throw new Unresolved();
    }
    for (int n = 0; n < target.rank(); n++) {
      Binder b = head.indices().get(n);
      names.freeIndex(b.name(), place.indices().keySet());
      Expr extent = target.axis(n);
      if (b.range().isPresent() && !declarations.knowledge().equal(expressions.size(b.range().get()), extent)) {
        problems.add(DiagnosticCode.T0304, b.span(), "index `" + b.name().text() + "` is used with two sizes",
            "here `" + b.name().text() + "` ranges over " + b.range().get().span().text(),
            List.of("but in `" + target.text() + "` this axis is " + target.extentText(n)),
            "leave the range out: `" + b.name().text() + "`");
        throw new Unresolved();
      }
      Index index = new Index(b.name().text(), extent);
      indices.add(index);
      place = place.bind(index.name(), new Thing.Bound(index, new RangeSource(b.span(), target.text(), target.extentText(n), true)));
    }
    return new Axes(indices, place);
  }

  /// What the name of a definition stands for in this scope: the axes of the batch are fixed.
  View view(Symbol symbol, Head head, List<Index> indices, Place place) {
    int batch = scope.batch.size();
    List<Optional<Expr>> fixed = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int a = 0; a < indices.size(); a++) {
      fixed.add(a < batch ? Optional.of(new Expr.IndexValue(scope.batch.get(a))) : Optional.empty());
      Thing.Bound bound = a < batch ? null : place.indices().get(indices.get(a).name());
      texts.add(bound == null ? Describe.expr(indices.get(a).range()) : bound.source().extent());
    }
    return new View(symbol, fixed, head.span().text(), texts);
  }

  /// A `let` or `output`, whose name is known from here on.
  Statement.Define define(Head head, Optional<ElementType> element, Optional<Expression> whereText, Expression valueText, String doc,
      Tensor.Role role) {
    names.free(head.name());
    List<Expression> sources = new ArrayList<>();
    whereText.ifPresent(sources::add);
    sources.add(valueText);
    Axes axes = axes(head, sources);
    Expr where = whereText.map(w -> where(w, axes.place())).orElse(Expr.truth());
    Place place = axes.place().knowing(where);
    Expr checked = expressions.check(valueText, place);
    ElementType stored = element.orElse(ElementType.of(checked.type()));
    Expr value = expressions.types().to(stored.valueType(), checked, valueText.span());
    mustExist(value, place, valueText.span(), whereText.map(Expression::span));
    whereText.ifPresent(w -> warnOfRow(value, where, w.span()));
    Existence existence = Conditions.isTrue(where) ? new Existence.Everywhere() : new Existence.Where(axes.indices(), where);
    Tensor tensor = new Tensor(
        declarations.unique(scope.path + head.name().text()), role, stored, axes.indices().stream().map(Index::range).toList(), existence,
        Optional.empty(), List.of(), doc, head.name().span());
    scope.put(head.name().text(), view(tensor, head, axes.indices(), axes.place()));
    return new Statement.Define(tensor, axes.indices(), where, value, head.span());
  }

  /// A condition as a plain yes or no: it exists, and it holds.
  Expr where(Expression text, Place place) {
    return plain(expressions.condition(text, place));
  }

  static Expr plain(Expr condition) {
    return Conditions.and(Substitute.fresh(Existences.of(condition)), condition);
  }

  /// Rule 3: a definition exists wherever its left side says.
  void mustExist(Expr value, Place place, Span span, Optional<Span> where) {
    String says = where.map(w -> "the left side says `where " + w.text() + "`").orElse("the left side says that it exists everywhere");
    mustExist(value, place, span, "this may not exist where the left side says", says,
        "add `where …` to the left side, or say what stands for what is absent with `??`");
  }

  /// @param wanted what asks for the value
  void mustExist(Expr value, Place place, Span span, String message, String wanted, String help) {
    Expr existence = Existences.of(value);
    if (place.knowledge().implies(existence)) return;
    List<String> notes = List.of(
        "`" + span.text() + "` exists where " + Describe.expr(existence),
        wanted,
        place.knowledge()
            .tried("propositional reasoning over these conditions, linear arithmetic over indices and sizes, what is required"));
    problems.add(DiagnosticCode.T0401, span, message, "", notes, help);
    throw new Unresolved();
  }

  /// Rule 4: a left `where` never flows inward. Of a row that has elements everywhere, nothing else says which are meant.
  private void warnOfRow(Expr value, Expr where, Span whereText) {
    value.all().forEach(e -> {
      if (!(e instanceof Expr.RowOperation row)) return;
      boolean sums = row.operator() == RowOperator.SOFTMAX || row.operator() == RowOperator.CUMSUM;
      boolean whole = Conditions.isTrue(row.where()) && Conditions.isTrue(Existences.of(row.body()));
      if (!sums || !whole || where.all().noneMatch(x -> x instanceof Expr.IndexValue(Index i) && row.at().contains(i))) return;
      String word = CheckExpression.word(row.operator());
      String along = row.at().stream().map(Index::name).collect(Collectors.joining(", "));
      problems.add(
          DiagnosticCode.T0404,
          row.span(),
          "`" + word + "` goes over the whole row: a left `where` does not reach it",
          "",
          "write `" + word + "(" + along + " where " + whereText.text() + ") …` if only those elements are meant");
    });
  }

  /// A `pattern`, whose name is known from here on.
  Statement.DefinePattern pattern(Item.DefinePattern p) {
    names.free(p.head().name());
    Axes axes = axes(p.head(), List.of(p.condition()));
    Expr written = expressions.condition(p.condition(), axes.place());
    Expr condition = plain(written);
    Orders orders = new Orders(problems, declarations);
    Optional<Order> order = p.order()
        .map(o -> order(o, axes, condition))
        .or(() -> orders.of(written, axes.indices(), p.condition().span()));
    List<Expr> extents = axes.indices().stream().map(Index::range).toList();
    Pattern pattern = new Pattern(
        declarations.unique(scope.path + p.head().name().text()),
        Pattern.Role.DEFINED,
        extents,
        formats.of("", p.format(), extents, p.head().span()),
        p.doc(),
        p.head().name().span());
    declarations.patterns.put(pattern,
        new Knowledge.Definition(axes.indices(), Conditions.and(condition, Existences.ofMembers(condition))));
    order.ifPresent(o -> declarations.orders.put(pattern, new Declarations.Ordering(axes.indices(), o)));
    scope.put(p.head().name().text(), view(pattern, p.head(), axes.indices(), axes.place()));
    return new Statement.DefinePattern(pattern, axes.indices(), condition, order, p.head().span());
  }

  private Order order(OrderClause clause, Axes axes, Expr condition) {
    String name = clause.index().text();
    Thing.Bound along = axes.place().indices().get(name);
    if (along == null || !axes.indices().contains(along.index())) {
      problems.add(DiagnosticCode.T1007, clause.index().span(), "the pattern has no index `" + name + "` to order", "",
          Suggest.help(name, axes.indices().stream().map(Index::name).toList()));
      throw new Unresolved();
    }
    Place place = axes.place().knowing(condition);
    Expr key = expressions.number(clause.key(), place);
    mustExist(key, place, clause.key().span(), "the key may not exist for every member", "the order wants one for each",
        "say what stands for an absent key: `(" + clause.key().span().text() + " ?? inf)`");
    return new Order(along.index(), key);
  }
}
