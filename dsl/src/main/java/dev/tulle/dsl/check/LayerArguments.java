package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Argument;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a call hands to a layer: tensors, slices of them, patterns, scalars, compile-time values.
record LayerArguments(Problems problems, Scope caller, Declarations declarations, CheckExpression expressions, CheckLayerCall layers) {
  /// The expressions that are handed over, by the name of the formal.
  Map<String, Expression> match(Declaration.Layer layer, Expression.Call c) {
    List<String> formals = layer.formals().stream().map(f -> f.name().text()).toList();
    Map<String, Expression> given = new HashMap<>();
    int next = 0;
    for (Argument a : c.arguments()) {
      String name = a.name().map(Identifier::text).orElse(next < formals.size() ? formals.get(next) : null);
      if (a.name().isEmpty()) next++;
      if (name == null || !formals.contains(name) || given.containsKey(name)) {
        String what = name == null ? "`" + layer.name().text() + "` takes " + formals.size() + " arguments"
            : given.containsKey(name) ? "`" + name + "` is given twice" : "`" + layer.name().text() + "` takes no `" + name + "`";
        problems.add(DiagnosticCode.T0107, a.span(), what, "", name == null ? "" : Suggest.help(name, formals));
        throw new Unresolved();
      }
      given.put(name, a.value());
    }
    List<String> missing = layer.formals()
        .stream()
        .filter(f -> !(f instanceof Formal.OfValue))
        .map(f -> f.name().text())
        .filter(f -> !given.containsKey(f))
        .toList();
    if (missing.isEmpty()) return given;
    problems.add(DiagnosticCode.T0107, c.span(), "`" + layer.name().text() + "` wants `" + String.join("`, `", missing) + "` too", "", "");
    throw new Unresolved();
  }

  /// A compile-time value, its default if none is given.
  Thing value(Formal.OfValue v, Map<String, Expression> given, CheckExpression inside) {
    Expression e = given.get(v.name().text());
    Expr value = e == null ? inside.check(v.value(), Place.outermost(declarations.knowledge()))
        : expressions.check(e, Place.outermost(declarations.knowledge()));
    if (Types.isStatic(value)) return new Thing.Value(value);
    problems.add(DiagnosticCode.T0702, e == null ? v.span() : e.span(), "`" + v.name().text() + "` is a compile-time value",
        "this depends on data", "");
    throw new Unresolved();
  }

  /// What a formal that is no compile-time value stands for in the layer.
  Thing thing(Formal f, Expression e, Place place) {
    Thing thing = switch (e) {
      case Expression.Name n when !place.indices().containsKey(n.text()) && caller.find(n.text()) != null -> caller.find(n.text());
      case Expression.Indexed x when x.slices().stream().anyMatch(Slice.Whole.class::isInstance) || x.slices().isEmpty() -> slice(x, place);
      case Expression.Call c when layers.isLayer(c.function().text()) -> layers.call(c, place);
      default -> null;
    };
    if (thing instanceof Thing.Results r) {
      if (r.only().isPresent()) thing = r.only().get();
      else throw misfit(e.span(), "a layer with several results", "name one result");
    }
    if (thing instanceof Thing.Broken) throw new Unresolved();
    if (thing instanceof View v) {
      declarations.used.add(v.symbol());
      return bound(v, place);
    }
    if (thing instanceof Thing.Value v) return new Thing.Value(Substitute.indices(v.expr(), place.batch()));
    if (f instanceof Formal.OfTensor t && t.type().axes().isEmpty()) {
      return new Thing.Value(expressions.types().to(t.type().element().valueType(), expressions.check(e, place), e.span()));
    }
    throw misfit(e.span(), "an expression", "name it with a `let` first");
  }

  private Unresolved misfit(Span span, String what, String help) {
    problems.add(DiagnosticCode.T0702, span, "a layer takes tensors, slices and patterns", "this is " + what, help);
    return new Unresolved();
  }

  /// The view with its fixed positions written over the indices of the place.
  private static View bound(View v, Place place) {
    List<Optional<Expr>> fixed = v.fixed().stream().map(x -> x.map(p -> Substitute.indices(p, place.batch()))).toList();
    return new View(v.symbol(), fixed, v.text(), v.extents());
  }

  private View slice(Expression.Indexed x, Place place) {
    Thing thing = switch (x.base()) {
      case Expression.Name n when caller.find(n.text()) != null -> caller.find(n.text());
      case Expression.Call c when layers.isLayer(c.function().text()) -> layers.call(c, place);
      default -> throw misfit(x.span(), "no tensor", "");
    };
    if (thing instanceof Thing.Results || !x.path().isEmpty()) thing = expressions.reads().result(thing, x);
    if (!(thing instanceof View v)) throw new Unresolved();
    View here = bound(v, place);
    if (x.slices().isEmpty()) return here;
    if (x.slices().size() != here.rank()) {
      problems.add(DiagnosticCode.T0104, x.span(), "`" + here.symbol().name() + "` has " + here.rank() + " indices",
          x.slices().size() + " given", List.of("it is declared as `" + here.text() + "`"), "");
      throw new Unresolved();
    }
    List<Optional<Expr>> fixed = new ArrayList<>(here.fixed());
    for (int n = 0; n < x.slices().size(); n++) {
      if (!(x.slices().get(n) instanceof Slice.At(Expression position))) continue;
      Expr at = expressions.types().toInt(expressions.check(position, place), position.span());
      // a layer is evaluated for the whole batch, whatever holds where it is called
      if (!declarations.knowledge().inside(at, here.axis(n))) {
        problems.add(DiagnosticCode.T0302, position.span(), "this position may leave `" + here.symbol().name() + "`",
            "it must lie in 0 ≤ … < " + here.extentText(n),
            Types.isStatic(at) ? "add `require " + position.span().text() + " < " + Describe.expr(here.axis(n)) + "`"
                : "a layer is evaluated for every value of the indices in its slices: a `let … where …` before the call can say what is at the others");
        throw new Unresolved();
      }
      fixed.set(here.open().get(n), Optional.of(at));
    }
    return new View(here.symbol(), fixed, here.text(), here.extents());
  }
}
