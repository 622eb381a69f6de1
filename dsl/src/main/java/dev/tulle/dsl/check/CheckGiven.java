package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Requirement;
import dev.tulle.dsl.model.Size;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import dev.tulle.dsl.syntax.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a program is given: inputs, weights, sizes, constants, and what it requires of them.
final class CheckGiven {
  private final Problems problems;
  private final Scope scope;
  private final Names names;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final Formats formats;

  CheckGiven(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.names = new Names(problems, scope);
    this.declarations = declarations;
    this.expressions = expressions;
    this.formats = new Formats(problems, expressions, declarations);
  }

  /// The extents of an input or weight: a name that means nothing yet becomes a run-time size.
  List<Expr> extents(List<Expression> written) {
    List<Expr> extents = new ArrayList<>();
    for (Expression e : written) {
      if (e instanceof Expression.Name n && scope.find(n.text()) == null && ownsSizes()) newSize(n.text(), n.span(), false, "");
      extents.add(expressions.size(e));
    }
    return extents;
  }

  /// Whether a new name in an axis becomes a run-time size; in a layer it is the argument's.
  private boolean ownsSizes() {
    return scope.kind == Scope.Kind.MODEL || scope.kind == Scope.Kind.ENTRY;
  }

  private void newSize(String name, Span span, boolean given, String doc) {
    declarations.sizes.put(name, new Size(name, given, doc));
    declarations.sizeSpans.put(name, span);
    scope.put(name, new Thing.Value(new Expr.SizeValue(name)));
  }

  void size(Identifier name, String doc) {
    names.free(name);
    newSize(name.text(), name.span(), true, doc);
  }

  /// How an extent was written, with its value where it is a parameter: `D = 64`.
  private static String extentText(Expression written, Expr extent) {
    String text = written.span().text();
    return extent instanceof Expr.Literal && !(written instanceof Expression.IntegerLiteral) ? text + " = " + Describe.expr(extent) : text;
  }

  void tensor(Item.Tensors t, Identifier name) {
    names.free(name);
    boolean weight = t.given() == Item.Given.WEIGHT;
    if (weight) owned(name);
    List<Expression> written = t.type().axes().stream().map(Axis::extent).toList();
    List<Expr> axes = extents(written);
    String full = scope.path + name.text();
    Optional<Format> format = formats.of(weight ? full : "", t.format(), axes, name.span());
    Existence existence = format.isPresent() ? new Existence.Stored() : new Existence.Everywhere();
    if (t.where().isPresent()) {
      Axes declared = axes(t.type(), axes);
      KnownAtOpen known = weight ? KnownAtOpen.weight(problems, declarations)
          : KnownAtOpen.input(problems, declarations);
      Expr condition = CheckDefinition.plain(expressions.condition(t.where().get(), declared.place()));
      existence = new Existence.Where(declared.indices(), known.settled(condition, t.where().get().span()));
    }
    Tensor.Role role = weight ? Tensor.Role.WEIGHT : Tensor.Role.INPUT;
    Tensor tensor = new Tensor(declarations.unique(full), role, t.type().element(), axes, existence, format, List.of(), t.doc(),
        name.span());
    scope.put(name.text(), View.whole(tensor, name.text() + ": " + t.type().span().text(), texts(written, axes)));
    (weight ? declarations.weights : declarations.inputs).add(tensor);
  }

  /// The indices of a declaration and the place where its `where` or its first value stands. An axis that is not named has an index that nothing can mention.
  record Axes(List<Index> indices, Place place) {}

  Axes axes(TensorType type, List<Expr> extents) {
    Place place = Place.outermost(declarations.knowledge());
    List<Index> indices = new ArrayList<>();
    for (int a = 0; a < extents.size(); a++) {
      Axis axis = type.axes().get(a);
      Place known = place;
      axis.index().ifPresent(i -> names.freeIndex(i, known.indices().keySet()));
      Index index = new Index(axis.index().map(Identifier::text).orElse("_" + a), extents.get(a));
      indices.add(index);
      Thing.RangeSource source = new Thing.RangeSource(axis.span(), axis.span().text(), axis.extent().span().text(), true);
      place = place.bind(index.name(), new Thing.Bound(index, source));
    }
    return new Axes(indices, place);
  }

  /// Refuses a weight or state of a layer whose call has no name of its own.
  void owned(Identifier name) {
    if (!scope.owns) {
      problems.add(DiagnosticCode.T0703, name.span(), "this layer has weights or states, so its call must be bound by a `let` of the model",
          "",
          "write `let b = Layer(…)` outside of loops and entries: this is then `b." + name.text() + "`");
      throw new Unresolved();
    }
    if (!scope.batch.isEmpty()) {
      problems.add(DiagnosticCode.T0703, name.span(), "a layer that is called on slices cannot have weights or states", "",
          "make it an argument");
      throw new Unresolved();
    }
  }

  /// How axes were written, for messages.
  static List<String> texts(List<Expression> written, List<Expr> axes) {
    List<String> texts = new ArrayList<>();
    for (int a = 0; a < axes.size(); a++) texts.add(extentText(written.get(a), axes.get(a)));
    return texts;
  }

  void pattern(Item.GivenPattern p) {
    names.free(p.head().name());
    List<Expression> written = p.head().indices().stream().map(this::range).toList();
    List<Expr> axes = extents(written);
    boolean weight = p.given() == Item.Given.WEIGHT;
    if (weight) owned(p.head().name());
    Pattern pattern = new Pattern(
        declarations.unique(scope.path + p.head().name().text()),
        weight ? Pattern.Role.WEIGHT : Pattern.Role.INPUT,
        axes,
        formats.of("", p.format(), axes, p.head().span()),
        p.doc(),
        p.head().name().span());
    scope.put(p.head().name().text(), View.whole(pattern, p.head().span().text(), texts(written, axes)));
    (weight ? declarations.weights : declarations.inputs).add(pattern);
  }

  Expression range(Binder b) {
    if (b.range().isPresent()) return b.range().get();
    problems.add(DiagnosticCode.T0301, b.span(), "what does `" + b.name().text() + "` range over?", "",
        "give it a range: `" + b.name().text() + ": N`");
    throw new Unresolved();
  }

  void require(Item.Require r) {
    Expr condition = expressions.types()
        .toBool(expressions.check(r.condition(), Place.outermost(declarations.knowledge())), r.condition().span());
    if (!Types.isStatic(condition)) {
      problems.add(DiagnosticCode.T0303, r.condition().span(), "`require` is about sizes", "this depends on data", "");
      throw new Unresolved();
    }
    declarations.require(new Requirement(condition, r.condition().span().text(), r.span()));
  }

  void constant(Item.Const c) {
    names.free(c.name());
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
        declarations.unique(scope.path + c.name().text()), Tensor.Role.CONST, ElementType.of(type), List.of(length),
        new Existence.Everywhere(),
        Optional.empty(), same, c.doc(), c.name().span());
    scope.put(c.name().text(), View.whole(tensor, "const " + c.name().text(), List.of(Describe.expr(length))));
  }
}
