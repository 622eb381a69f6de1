package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Head;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The items of a model or of a layer that is being inlined, one after another.
final class CheckItems {
  private final Problems problems;
  private final Scope scope;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final Formats formats;
  private final Set<String> outputs = new HashSet<>();

  CheckItems(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.declarations = declarations;
    this.expressions = expressions;
    this.formats = new Formats(problems, expressions, declarations);
  }

  /// The names that `output` items defined.
  Set<String> outputs() {
    return outputs;
  }

  void item(Item item) {
    try {
      checked(item);
    } catch (Unresolved _) {
      for (Identifier name : defined(item)) if (scope.find(name.text()) == null) scope.put(name.text(), new Thing.Broken());
    }
  }

  private static List<Identifier> defined(Item item) {
    return switch (item) {
      case Item.Tensors t -> t.names();
      case Item.GivenPattern p -> List.of(p.head().name());
      case Item.States s -> s.names();
      case Item.StatePattern p -> List.of(p.head().name());
      case Item.Sizes s -> s.names();
      case Item.Const c -> List.of(c.name());
      case Item.Let l -> List.of(l.head().name());
      case Item.LetMany l -> l.names();
      case Item.Output o -> List.of(o.head().name());
      case Item.DefinePattern p -> List.of(p.head().name());
      case Item.Broken b -> b.names();
      case Item.Fold f -> f.carried().stream().map(c -> c.head().name()).toList();
      case Item.Repeat r -> r.carried().stream().map(c -> c.head().name()).toList();
      case Item.Require _, Item.Entry _, Item.Update _, Item.Next _, Item.Skip _, Item.Stop _, Item.Until _ -> List.of();
    };
  }

  private void checked(Item item) {
    switch (item) {
      case Item.Tensors t -> t.names().forEach(n -> given(t, n));
      case Item.GivenPattern p -> givenPattern(p);
      case Item.Sizes s -> s.names().forEach(n -> size(n, s.doc()));
      case Item.Require r -> require(r);
      case Item.Const c -> constant(c);
      case Item.Let l -> let(l);
      case Item.LetMany l -> letMany(l);
      case Item.Output o -> {
        outputs.add(o.head().name().text());
        boolean returned = scope.path.isEmpty();
        define(o.head(), o.element(), o.where(), o.value(), o.doc(), returned ? Tensor.Role.OUTPUT : Tensor.Role.LET);
      }
      case Item.DefinePattern p -> definePattern(p);
      case Item.Broken _ -> throw new Unresolved();
      case Item.States s -> throw later("state", s.span());
      case Item.StatePattern s -> throw later("state pattern", s.span());
      case Item.Entry e -> throw later("entry", e.span());
      case Item.Update u -> throw later("update", u.span());
      case Item.Repeat r -> throw later("repeat", r.span());
      case Item.Fold f -> throw later("fold", f.span());
      case Item.Next n -> throw later("next", n.span());
      case Item.Skip s -> throw later("skip", s.span());
      case Item.Stop s -> throw later("stop", s.span());
      case Item.Until u -> throw later("until", u.span());
    }
  }

  private Unresolved later(String what, Span span) {
    Span word = new Span(span.source(), span.start(), Math.min(span.end(), span.start() + what.length()));
    problems.add(DiagnosticCode.T0901, word, "not checked yet: `" + what + "`", "", "");
    return new Unresolved();
  }

  private void free(Identifier name) {
    Thing known = scope.find(name.text());
    if (known == null) return;
    if (!(known instanceof Thing.Broken)) {
      String what = known instanceof View v ? "`" + v.text() + "`" : "a compile-time value or size";
      problems.add(DiagnosticCode.T0102, name.span(), "`" + name.text() + "` is given twice", "", List.of("it is " + what + " already"),
          "choose another name");
    }
    throw new Unresolved();
  }

  /// The extents of an input or weight: a name that means nothing yet becomes a run-time size.
  private List<Expr> extents(List<Expression> written) {
    List<Expr> extents = new ArrayList<>();
    for (Expression e : written) {
      if (e instanceof Expression.Name n && scope.find(n.text()) == null && scope.path.isEmpty()) newSize(n.text(), n.span(), false, "");
      extents.add(expressions.size(e));
    }
    return extents;
  }

  private void newSize(String name, Span span, boolean given, String doc) {
    declarations.sizes.put(name, new Size(name, given, doc));
    declarations.sizeSpans.put(name, span);
    scope.put(name, new Thing.Value(new Expr.SizeValue(name)));
  }

  private void size(Identifier name, String doc) {
    free(name);
    newSize(name.text(), name.span(), true, doc);
  }

  /// How an extent was written, with its value where it is a parameter: `D = 64`.
  private static String extentText(Expression written, Expr extent) {
    String text = written.span().text();
    return extent instanceof Expr.Literal && !(written instanceof Expression.IntegerLiteral) ? text + " = " + Describe.expr(extent) : text;
  }

  private void given(Item.Tensors t, Identifier name) {
    free(name);
    boolean weight = t.given() == Item.Given.WEIGHT;
    if (!scope.path.isEmpty() && !weight) {
      problems.add(DiagnosticCode.T0105, name.span(), "a layer has no `input`s", "", "make it an argument of the layer");
      throw new Unresolved();
    }
    if (!scope.path.isEmpty() && !scope.named) {
      problems.add(DiagnosticCode.T0703, name.span(), "this layer has weights, so its call must be bound by a `let`", "",
          "write `let b = Layer(…)`: the weight is then `b." + name.text() + "`");
      throw new Unresolved();
    }
    if (!scope.batch.isEmpty()) {
      problems.add(DiagnosticCode.T0703, name.span(), "a layer that is called on slices cannot have weights", "",
          "make the weight an argument");
      throw new Unresolved();
    }
    List<Expression> written = t.type().axes().stream().map(Axis::extent).toList();
    List<Expr> axes = extents(written);
    String full = scope.path + name.text();
    Optional<Format> format = formats.of(weight ? full : "", t.format(), axes, name.span());
    Existence existence = format.isPresent() ? new Existence.Stored() : new Existence.Everywhere();
    if (t.where().isPresent()) existence = declaredOn(t, axes);
    Tensor.Role role = weight ? Tensor.Role.WEIGHT : Tensor.Role.INPUT;
    Tensor tensor = new Tensor(declarations.unique(full), role, t.type().element(), axes, existence, format, List.of(), t.doc(),
        name.span());
    List<String> texts = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) texts.add(extentText(written.get(a), axes.get(a)));
    scope.put(name.text(), View.whole(tensor, name.text() + ": " + t.type().span().text(), texts));
    (weight ? declarations.weights : declarations.inputs).add(tensor);
  }

  private Existence declaredOn(Item.Tensors t, List<Expr> axes) {
    Place place = Place.outermost(declarations.knowledge());
    List<Index> indices = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) {
      Axis axis = t.type().axes().get(a);
      Index index = new Index(axis.index().map(Identifier::text).orElse("_" + a), axes.get(a));
      indices.add(index);
      Thing.RangeSource source = new Thing.RangeSource(axis.span(), axis.span().text(), axis.extent().span().text(), true);
      place = place.bind(index.name(), new Thing.Bound(index, source));
    }
    return new Existence.Where(indices, expressions.condition(t.where().orElseThrow(), place));
  }

  private void givenPattern(Item.GivenPattern p) {
    free(p.head().name());
    List<Expression> written = p.head().indices().stream().map(this::range).toList();
    List<Expr> axes = extents(written);
    boolean weight = p.given() == Item.Given.WEIGHT;
    Pattern pattern = new Pattern(
        declarations.unique(scope.path + p.head().name().text()),
        weight ? Pattern.Role.WEIGHT : Pattern.Role.INPUT,
        axes,
        formats.of("", p.format(), axes, p.head().span()),
        p.doc(),
        p.head().name().span());
    scope.put(p.head().name().text(), view(pattern, p.head(), written, axes));
    (weight ? declarations.weights : declarations.inputs).add(pattern);
  }

  private Expression range(Binder b) {
    if (b.range().isPresent()) return b.range().get();
    problems.add(DiagnosticCode.T0301, b.span(), "what does `" + b.name().text() + "` range over?", "",
        "give it a range: `" + b.name().text() + ": N`");
    throw new Unresolved();
  }

  private static View view(Symbol symbol, Head head, List<Expression> written, List<Expr> axes) {
    List<String> texts = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) texts.add(extentText(written.get(a), axes.get(a)));
    return View.whole(symbol, head.span().text(), texts);
  }

  private void require(Item.Require r) {
    Expr condition = expressions.types()
        .toBool(expressions.check(r.condition(), Place.outermost(declarations.knowledge())), r.condition().span());
    if (!Types.isStatic(condition)) {
      problems.add(DiagnosticCode.T0303, r.condition().span(), "`require` is about sizes", "this depends on data", "");
      throw new Unresolved();
    }
    declarations.require(new Requirement(condition, r.condition().span().text(), r.span()));
  }

  private void constant(Item.Const c) {
    free(c.name());
    List<Expr> values = new ArrayList<>();
    for (Expression e : c.values()) {
      Expr value = expressions.check(e, Place.outermost(declarations.knowledge()));
      if (!(value instanceof Expr.Literal)) {
        problems.add(DiagnosticCode.T0303, e.span(), "a constant is known at compile time", "this is not", "");
        throw new Unresolved();
      }
      values.add(value);
    }
    if (!c.array()) {
      scope.put(c.name().text(), new Thing.Value(values.getFirst()));
      return;
    }
    ValueType type = values.stream().anyMatch(v -> v.type() == ValueType.FLOAT) ? ValueType.FLOAT : values.getFirst().type();
    List<Expr> same = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) same.add(expressions.types().to(type, values.get(i), c.values().get(i).span()));
    Expr length = Expr.integer(same.size());
    Tensor tensor = new Tensor(
        declarations.unique(scope.path + c.name().text()), Tensor.Role.CONST, element(type), List.of(length), new Existence.Everywhere(),
        Optional.empty(), same, c.doc(), c.name().span());
    scope.put(c.name().text(), View.whole(tensor, "const " + c.name().text(), List.of(Describe.expr(length))));
  }

  private static ElementType element(ValueType type) {
    return switch (type) {
      case FLOAT -> ElementType.F32;
      case INT -> ElementType.I32;
      case BOOL -> ElementType.BOOL;
    };
  }

  private void let(Item.Let l) {
    boolean layer = l.head().indices().isEmpty() && l.where().isEmpty() && l.value() instanceof Expression.Call c
        && expressions.layers().isLayer(c.function().text());
    if (!layer) {
      define(l.head(), l.element(), l.where(), l.value(), l.doc(), Tensor.Role.LET);
      return;
    }
    free(l.head().name());
    String name = l.head().name().text();
    Place place = Place.outermost(declarations.knowledge());
    scope.put(name, expressions.layers().call((Expression.Call) l.value(), place, Optional.of(name)));
  }

  private void letMany(Item.LetMany l) {
    l.names().forEach(this::free);
    String name = l.names().getFirst().text();
    Thing.Results results = expressions.layers().call(l.call(), Place.outermost(declarations.knowledge()), Optional.of(name));
    List<Thing> values = List.copyOf(results.results().values());
    if (values.size() != l.names().size()) {
      problems.add(DiagnosticCode.T0705, l.span(), "`" + l.call().function().text() + "` gives " + values.size() + " results",
          l.names().size() + " names", "");
      throw new Unresolved();
    }
    for (int i = 0; i < values.size(); i++) scope.put(l.names().get(i).text(), values.get(i));
  }

  /// The indices of a definition: first those of the batch, then its own.
  private record Axes(List<Index> indices, Place place) {}

  private Axes axes(Head head, List<Expression> sources) {
    Place place = Place.outermost(declarations.knowledge());
    List<Index> indices = new ArrayList<>();
    for (Index outer : scope.batch) {
      Index fresh = new Index(outer.name(), outer.range());
      indices.add(fresh);
      place = place.bindBatch(outer, new Expr.IndexValue(fresh));
    }
    IndexRanges.Bindings own = expressions.operators().ranges().bind(head.indices(), place, sources);
    indices.addAll(own.indices());
    return new Axes(indices, own.place());
  }

  private View view(Symbol symbol, Head head, List<Index> indices, Place place) {
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

  private void define(Head head, Optional<ElementType> element, Optional<Expression> whereText, Expression valueText, String doc,
      Tensor.Role role) {
    free(head.name());
    List<Expression> sources = new ArrayList<>();
    whereText.ifPresent(sources::add);
    sources.add(valueText);
    Axes axes = axes(head, sources);
    Expr where = whereText.map(w -> expressions.condition(w, axes.place())).orElse(Expr.truth());
    Place place = axes.place().knowing(Conditions.and(Substitute.fresh(Existences.of(where)), where));
    Expr checked = expressions.check(valueText, place);
    ElementType stored = element.orElse(element(checked.type()));
    Expr value = expressions.types().to(stored.valueType(), checked, valueText.span());
    mustExist(value, place, valueText.span(), whereText);
    warnOfRow(valueText, whereText);
    Existence existence = Conditions.isTrue(where) ? new Existence.Everywhere()
        : new Existence.Where(axes.indices(), Conditions.and(Substitute.fresh(Existences.of(where)), where));
    Tensor tensor = new Tensor(
        declarations.unique(scope.path + head.name().text()), role, stored, axes.indices().stream().map(Index::range).toList(), existence,
        Optional.empty(), List.of(), doc, head.name().span());
    scope.put(head.name().text(), view(tensor, head, axes.indices(), axes.place()));
    declarations.statements.add(
        new Statement.Define(tensor, axes.indices(), Conditions.and(Substitute.fresh(Existences.of(where)), where), value, head.span()));
  }

  /// Rule 3: a definition exists wherever its left side says.
  private void mustExist(Expr value, Place place, Span span, Optional<Expression> where) {
    Expr existence = Existences.of(value);
    if (place.knowledge().implies(existence)) return;
    List<String> notes = new ArrayList<>();
    notes.add("the right side exists where " + Describe.expr(existence));
    notes.add(where.map(w -> "the left side says `where " + w.span().text() + "`").orElse("the left side says that it exists everywhere"));
    notes.add("tried: propositional reasoning over these conditions, linear arithmetic over indices and sizes, what is required");
    problems.add(
        DiagnosticCode.T0401, span, "this may not exist where the left side says", "", notes,
        "add `where …` to the left side, or say what stands for what is absent with `??`");
    throw new Unresolved();
  }

  /// Rule 4: a left `where` never flows inward.
  private void warnOfRow(Expression value, Optional<Expression> where) {
    if (where.isEmpty() || !(value instanceof Expression.Row r) || r.where().isPresent()) return;
    Set<String> along = new HashSet<>();
    r.binders().forEach(b -> along.add(b.name().text()));
    boolean mentioned = along.stream().anyMatch(name -> where.get().span().text().matches("(?s).*\\b" + name + "\\b.*"));
    if (!mentioned || !alwaysThere(r.operand())) return;
    String word = CheckExpression.word(r.operator());
    String names = String.join(", ", along);
    problems.add(
        DiagnosticCode.T0404,
        value.span(),
        "`" + word + "` goes over the whole row: a left `where` does not reach it",
        "",
        "write `" + word + "(" + names + " where " + where.get().span().text() + ") …` if only those elements are meant");
  }

  /// Whether the operand is a tensor that exists everywhere, so that nothing else limits the row.
  private boolean alwaysThere(Expression operand) {
    return operand instanceof Expression.Indexed x
        && x.base() instanceof Expression.Name n
        && scope.find(n.text()) instanceof View v
        && v.symbol() instanceof Tensor t
        && t.existence() instanceof Existence.Everywhere;
  }

  private void definePattern(Item.DefinePattern p) {
    free(p.head().name());
    if (p.order().isPresent()) throw later("order", p.order().get().span());
    Axes axes = axes(p.head(), List.of(p.condition()));
    Expr condition = expressions.condition(p.condition(), axes.place());
    Expr whole = Conditions.and(Substitute.fresh(Existences.of(condition)), condition);
    List<Expr> extents = axes.indices().stream().map(Index::range).toList();
    Pattern pattern = new Pattern(
        declarations.unique(scope.path + p.head().name().text()),
        Pattern.Role.DEFINED,
        extents,
        formats.of("", p.format(), extents, p.head().span()),
        p.doc(),
        p.head().name().span());
    declarations.patterns.put(pattern, new Knowledge.Definition(axes.indices(), whole));
    scope.put(p.head().name().text(), view(pattern, p.head(), axes.indices(), axes.place()));
    declarations.statements.add(new Statement.DefinePattern(pattern, axes.indices(), whole, Optional.empty(), p.head().span()));
  }
}
