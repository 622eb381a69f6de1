package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Existence;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.State;
import dev.tulle.dsl.model.Statement;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a session keeps: `state`, `state pattern`, and their `update`.
final class CheckState {
  private final Problems problems;
  private final Scope scope;
  private final Names names;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final CheckGiven given;
  private final CheckDefinition definitions;

  CheckState(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.scope = scope;
    this.names = new Names(problems, scope);
    this.declarations = declarations;
    this.expressions = expressions;
    this.given = new CheckGiven(problems, scope, declarations, expressions);
    this.definitions = new CheckDefinition(problems, scope, declarations, expressions);
  }

  void tensor(Item.States s, Identifier name) {
    names.free(name);
    given.owned(name);
    List<Expression> written = s.type().axes().stream().map(Axis::extent).toList();
    List<Expr> extents = given.extents(written);
    CheckGiven.Axes axes = given.axes(s.type(), extents);
    KnownAtOpen known = KnownAtOpen.state(problems, declarations);
    Expr where = s.where().map(w -> known.settled(definitions.where(w, axes.place()), w.span())).orElse(Expr.truth());
    Place place = axes.place().knowing(where);
    Expr checked = expressions.types()
        .to(s.type().element().valueType(), expressions.check(s.initial(), place), s.initial().span());
    definitions.mustExist(checked, place, s.initial().span(), s.where().map(Expression::span));
    Expr initial = KnownAtOpen.first(problems, declarations, "the first value of a state").settled(checked, s.initial().span());
    Existence existence = Conditions.isTrue(where) ? new Existence.Everywhere() : new Existence.Where(axes.indices(), where);
    Tensor tensor = new Tensor(declarations.unique(scope.path + name.text()), Tensor.Role.STATE, s.type().element(), extents, existence,
        Optional.empty(), List.of(), s.doc(), name.span());
    scope.put(name.text(), View.whole(tensor, name.text() + ": " + s.type().span().text(), CheckGiven.texts(written, extents)));
    declarations.states.add(new State(tensor, axes.indices(), initial, s.span()));
  }

  void pattern(Item.StatePattern s) {
    Identifier name = s.head().name();
    names.free(name);
    given.owned(name);
    List<Expression> written = s.head().indices().stream().map(given::range).toList();
    List<Expr> extents = given.extents(written);
    List<Index> indices = new ArrayList<>();
    Place place = Place.outermost(declarations.knowledge());
    for (int a = 0; a < extents.size(); a++) {
      Binder b = s.head().indices().get(a);
      names.freeIndex(b.name(), place.indices().keySet());
      Index index = new Index(b.name().text(), extents.get(a));
      indices.add(index);
      place = place.bind(index.name(),
          new Thing.Bound(index, new Thing.RangeSource(b.span(), b.span().text(), written.get(a).span().text(), true)));
    }
    Expr initial = KnownAtOpen.first(problems, declarations, "the first members of a state pattern")
        .settled(definitions.where(s.initial(), place), s.initial().span());
    Pattern pattern = new Pattern(declarations.unique(scope.path + name.text()), Pattern.Role.STATE, extents, Optional.empty(), s.doc(),
        name.span());
    scope.put(name.text(), View.whole(pattern, s.head().span().text(), CheckGiven.texts(written, extents)));
    declarations.states.add(new State(pattern, indices, initial, s.span()));
  }

  Statement.Update update(Item.Update u) {
    View view = target(u.head().name());
    Symbol symbol = view.symbol();
    if (!scope.batch.isEmpty()) {
      problems.add(DiagnosticCode.T1102, u.head().span(), "a layer that is called on slices cannot update a state", "",
          "give the new value back, and update outside of the layer");
      throw new Unresolved();
    }
    CheckDefinition.Axes axes = definitions.onto(u.head(), view);
    Expr condition = u.where().map(w -> definitions.where(w, axes.place())).orElse(Expr.truth());
    Expr where = Conditions.and(existence(symbol, axes.indices()), condition);
    Place place = axes.place().knowing(where);
    Expr value = switch (symbol) {
      case Pattern _ -> definitions.where(u.value(), place);
      case Tensor t -> {
        Expr checked = expressions.types().to(t.element().valueType(), expressions.check(u.value(), place), u.value().span());
        definitions.mustExist(checked, place, u.value().span(), u.where().map(Expression::span));
        yield checked;
      }
    };
    if (!declarations.updated.add(symbol)) {
      problems.add(DiagnosticCode.T1103, u.head().span(), "`" + u.head().name().text() + "` is updated twice", "",
          "all updates of a run take effect together: join the two with `if … then … else`");
      throw new Unresolved();
    }
    return new Statement.Update(symbol, axes.indices(), where, value, u.span());
  }

  private View target(Identifier name) {
    Thing thing = scope.find(name.text());
    if (thing instanceof Thing.Broken) throw new Unresolved();
    if (thing instanceof View v && isState(v.symbol())) return v;
    Span span = name.span();
    if (thing == null) {
      problems.add(DiagnosticCode.T0101, span, "nothing is called `" + name.text() + "` here", "", scope.unknown(name.text(), List.of()));
    } else {
      String help = thing instanceof View v && v.symbol() instanceof Tensor t && t.role() == Tensor.Role.CARRIED
          ? "a loop gives it a new value with `next " + name.text() + "`"
          : "declare it as a state: `state " + name.text() + ": … = …`";
      problems.add(DiagnosticCode.T1102, span, "`" + name.text() + "` is no state", "only a state is kept between runs", help);
    }
    throw new Unresolved();
  }

  private static boolean isState(Symbol symbol) {
    return switch (symbol) {
      case Tensor t -> t.role() == Tensor.Role.STATE;
      case Pattern p -> p.role() == Pattern.Role.STATE;
    };
  }

  /// Where the state has elements, over the indices of the update.
  private static Expr existence(Symbol symbol, List<Index> indices) {
    if (!(symbol instanceof Tensor t) || !(t.existence() instanceof Existence.Where w)) return Expr.truth();
    Map<Index, Expr> own = new IdentityHashMap<>();
    for (int a = 0; a < indices.size(); a++) own.put(w.indices().get(a), new Expr.IndexValue(indices.get(a)));
    return Substitute.fresh(Substitute.indices(w.condition(), own));
  }
}
