package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Argument;
import dev.tulle.dsl.syntax.Axis;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.Identifier;
import dev.tulle.dsl.syntax.Item;
import dev.tulle.dsl.syntax.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Calls of layers: the layer's items are checked at the call, with its formals standing for the arguments. What slices of arguments fix becomes the batch: leading axes
/// of everything that the layer defines.
final class CheckLayerCall {
  private static final int DEEPEST = 64;

  private final Problems problems;
  private final Scope caller;
  private final Declarations declarations;
  private final CheckExpression expressions;

  CheckLayerCall(Problems problems, Scope caller, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.caller = caller;
    this.declarations = declarations;
    this.expressions = expressions;
  }

  boolean isLayer(String name) {
    return declarations.layers.containsKey(name);
  }

  /// A layer of scalars as a function in an expression.
  Expr scalarCall(Expression.Call c, Place place) {
    Declaration.Layer layer = find(c);
    boolean scalars = layer.formals()
        .stream()
        .allMatch(f -> f instanceof Formal.OfValue || f instanceof Formal.OfTensor t && t.type().axes().isEmpty());
    if (!scalars) {
      Thing result = call(c, place);
      String name = c.function().text();
      if (result instanceof Thing.Results r && r.only().orElse(null) instanceof View v && v.rank() > 0) {
        problems.add(DiagnosticCode.T0105, c.span(), "`" + name + "` gives a tensor with " + v.rank() + " indices", "",
            "write them behind the call: `" + name + "(…)[…]`");
        throw new Unresolved();
      }
    }
    return scalars ? inline(layer, c, place) : expressions.check(new Expression.Indexed(c, List.of(), List.of(), c.span()), place);
  }

  private Declaration.Layer find(Expression.Call c) {
    String name = c.function().text();
    Declaration.Layer layer = declarations.layers.get(name);
    if (layer == null) {
      List<String> known = new ArrayList<>(Functions.names());
      known.addAll(declarations.layers.keySet());
      problems.add(DiagnosticCode.T0106, c.function().span(), "no function or layer is called `" + name + "`", "",
          StandardLibrary.defining(name)
              .map(path -> "write `import " + path + "` at the top of the file")
              .orElse(Suggest.help(name, known)));
      throw new Unresolved();
    }
    if (declarations.calls.size() >= DEEPEST) {
      problems.add(DiagnosticCode.T0005, c.span(), "calls of layers nest more than " + DEEPEST + " deep", "",
          "repeat one layer over stacked weights: `repeat l: L with (…)`");
      throw new Unresolved();
    }
    if (declarations.calls.contains(name)) {
      problems.add(DiagnosticCode.T0704, c.span(), "`" + name + "` calls itself", "", "layers are inlined, so they cannot be recursive");
      throw new Unresolved();
    }
    return layer;
  }

  /// The body of a layer of scalars, evaluated at the call.
  private Expr inline(Declaration.Layer layer, Expression.Call c, Place place) {
    count(c);
    Scope inner = Scope.layer(caller.path, List.of(), false);
    Map<String, Expression> given = match(layer, c);
    CheckExpression inside = new CheckExpression(problems, inner, declarations);
    for (Formal f : layer.formals()) {
      switch (f) {
        case Formal.OfTensor t -> {
          Expr value = expressions.check(given.get(t.name().text()), place);
          inner.put(t.name().text(),
              new Thing.Value(expressions.types().to(t.type().element().valueType(), value, given.get(t.name().text()).span())));
        }
        case Formal.OfValue v -> inner.put(v.name().text(), value(v, given, inside));
        case Formal.OfPattern _ -> throw new Unresolved();
      }
    }
    Place within = new Place(Map.of(), place.batch(), place.knowledge(), place.outside());
    declarations.calls.add(layer.name().text());
    problems.enter(c.span());
    try {
      Expr last = null;
      for (Item item : layer.items()) {
        switch (item) {
          case Item.Let l when l.head().indices().isEmpty() && l.where().isEmpty() ->
              inner.put(l.head().name().text(), new Thing.Value(small(inside.check(l.value(), within), c)));
          case Item.Output o when o.head().indices().isEmpty() && o.where().isEmpty() -> last = small(inside.check(o.value(), within), c);
          default -> {
            problems.add(DiagnosticCode.T0702, c.span(), "`" + layer.name().text() + "` takes scalars but defines more than scalars", "",
                "hand it tensors, or let it have only scalar `let`s and one `output`");
            throw new Unresolved();
          }
        }
      }
      if (last != null) return last;
      if (layer.results().isEmpty()) throw new Unresolved();
      throw noResult(layer, layer.results().getFirst());
    } finally {
      declarations.calls.removeLast();
      problems.leave();
    }
  }

  /// Counts the call and refuses one too many.
  private void count(Expression.Call c) {
    if (declarations.inlining.isSpent()) throw tooLarge(c);
  }

  private Expr small(Expr e, Expression.Call c) {
    if (InliningBudget.isLarge(e)) throw tooLarge(c);
    return e;
  }

  private Unresolved tooLarge(Expression.Call c) {
    String help = "layers are inlined: call `" + c.function().text() + "` fewer times, or stack what is equal";
    if (declarations.inlining.isFirstReport()) {
      problems.add(DiagnosticCode.T0706, c.span(), "the calls of layers make this model too large", "", help);
    }
    return new Unresolved();
  }

  private Unresolved noResult(Declaration.Layer layer, Formal result) {
    String name = nameOf(result);
    String word = result instanceof Formal.OfPattern ? "pattern" : "output";
    problems.add(DiagnosticCode.T0705, identifier(result).span(), "layer `" + layer.name().text() + "` has no " + word + " `" + name + "`",
        "",
        "define it: `" + word + " " + name + "[…] = …`");
    return new Unresolved();
  }

  Thing.Results call(Expression.Call c, Place place) {
    return call(c, place, Optional.empty());
  }

  /// @param name what a `let` calls the results; only then may the layer have weights
  Thing.Results call(Expression.Call c, Place place, Optional<String> name) {
    Declaration.Layer layer = find(c);
    if (caller.kind == Scope.Kind.FOLD) {
      problems.add(DiagnosticCode.T1009, c.span(),
          "a `fold` works on one element at a time, `" + layer.name().text() + "` on whole tensors", "",
          "call it before the fold and read its result here");
      throw new Unresolved();
    }
    Map<String, Expression> given = match(layer, c);
    Set<Index> used = new LinkedHashSet<>();
    Map<String, Thing> things = new LinkedHashMap<>();
    for (Formal f : layer.formals()) {
      Expression e = given.get(nameOf(f));
      if (e == null || f instanceof Formal.OfValue) continue;
      Thing thing = argument(f, e, place);
      things.put(nameOf(f), thing);
      switch (thing) {
        case View v -> v.fixed().forEach(x -> x.ifPresent(p -> indices(p, used)));
        case Thing.Value v -> indices(v.expr(), used);
        case Thing.Results _, Thing.Broken _ -> {}
      }
    }
    // The same text is another call in each inlining of the layer around it.
    List<Object> key = new ArrayList<>(used);
    key.add(caller);
    Thing.Results known = declarations.results.getOrDefault(c, Map.of()).get(key);
    if (known != null) return known;
    Thing.Results made = inlined(layer, c, given, things, List.copyOf(used), name, place);
    declarations.results.computeIfAbsent(c, _ -> new HashMap<>()).put(key, made);
    return made;
  }

  private Thing.Results inlined(
      Declaration.Layer layer, Expression.Call c, Map<String, Expression> given, Map<String, Thing> things, List<Index> batch,
      Optional<String> name, Place place) {
    count(c);
    String path = declarations.unique(caller.path + name.orElse(c.function().text())) + ".";
    Scope inner = Scope.layer(path, batch, name.isPresent() && caller.owns);
    CheckExpression inside = new CheckExpression(problems, inner, declarations);
    for (Formal f : layer.formals()) if (f instanceof Formal.OfValue v) inner.put(v.name().text(), value(v, given, inside));
    for (Formal f : layer.formals()) {
      Thing thing = things.get(nameOf(f));
      if (thing == null) continue;
      inner.put(nameOf(f), thing);
      unify(f, thing, given.get(nameOf(f)).span(), inner, inside, place);
    }
    FormalClauses clauses = new FormalClauses(problems, inner, declarations, inside);
    for (Formal f : layer.formals()) if (given.containsKey(nameOf(f))) clauses.check(f, things.get(nameOf(f)), given.get(nameOf(f)).span());
    declarations.calls.add(layer.name().text());
    problems.enter(c.span());
    CheckItems items = new CheckItems(problems, inner, declarations, inside, layer.results());
    try {
      items.all(layer.items());
    } finally {
      declarations.calls.removeLast();
      problems.leave();
    }
    Map<String, Thing> results = new LinkedHashMap<>();
    for (Formal f : layer.results()) results.put(nameOf(f), result(layer, f, items, inner, clauses, inside, place));
    return new Thing.Results(results, inner.owned());
  }

  private Thing result(
      Declaration.Layer layer, Formal f, CheckItems items, Scope inner, FormalClauses clauses, CheckExpression inside, Place place) {
    Thing thing = inner.find(nameOf(f));
    if (!items.outputs().contains(nameOf(f)) || !(thing instanceof View v)) {
      boolean written = layer.items().stream().flatMap(i -> CheckItems.defined(i).stream()).anyMatch(i -> i.text().equals(nameOf(f)));
      if (!written || !problems.hasErrors()) throw noResult(layer, f);
      return new Thing.Broken();
    }
    Span span = v.symbol().span();
    if (f instanceof Formal.OfPattern != v.symbol() instanceof Pattern) {
      boolean pattern = f instanceof Formal.OfPattern;
      problems.add(DiagnosticCode.T0702, span,
          "result `" + nameOf(f) + "` is " + (pattern ? "a pattern" : "a tensor") + " in the layer's head",
          "here it is " + (pattern ? "a tensor" : "a pattern"), List.of("the layer says `" + f.span().text() + "`"),
          "write `" + (pattern ? "pattern " : "output ") + v.text() + " = …`");
      throw new Unresolved();
    }
    if (v.rank() != rank(f)) {
      String message = "result `" + nameOf(f) + "` of `" + layer.name().text() + "` has " + rank(f) + " axes in its head";
      problems.add(DiagnosticCode.T0702, f.span(), message, "its definition has " + v.rank(), "");
      throw new Unresolved();
    }
    unify(f, v, span, inner, inside, place);
    clauses.check(f, v, span);
    return v;
  }

  private static int rank(Formal f) {
    return switch (f) {
      case Formal.OfTensor t -> t.type().axes().size();
      case Formal.OfPattern p -> p.head().indices().size();
      case Formal.OfValue _ -> 0;
    };
  }

  private static Identifier identifier(Formal f) {
    return switch (f) {
      case Formal.OfTensor t -> t.name();
      case Formal.OfPattern p -> p.head().name();
      case Formal.OfValue v -> v.name();
    };
  }

  static String nameOf(Formal f) {
    return identifier(f).text();
  }

  private Map<String, Expression> match(Declaration.Layer layer, Expression.Call c) {
    List<String> formals = layer.formals().stream().map(CheckLayerCall::nameOf).toList();
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
        .map(CheckLayerCall::nameOf)
        .filter(f -> !given.containsKey(f))
        .toList();
    if (missing.isEmpty()) return given;
    problems.add(DiagnosticCode.T0107, c.span(), "`" + layer.name().text() + "` wants `" + String.join("`, `", missing) + "` too", "", "");
    throw new Unresolved();
  }

  private Thing value(Formal.OfValue v, Map<String, Expression> given, CheckExpression inside) {
    Expression e = given.get(v.name().text());
    Expr value = e == null ? inside.check(v.value(), Place.outermost(declarations.knowledge()))
        : expressions.check(e, Place.outermost(declarations.knowledge()));
    if (Types.isStatic(value)) return new Thing.Value(value);
    problems.add(DiagnosticCode.T0702, e == null ? v.span() : e.span(), "`" + v.name().text() + "` is a compile-time value",
        "this depends on data", "");
    throw new Unresolved();
  }

  private Thing argument(Formal f, Expression e, Place place) {
    Thing thing = switch (e) {
      case Expression.Name n when !place.indices().containsKey(n.text()) && caller.find(n.text()) != null -> caller.find(n.text());
      case Expression.Indexed x when x.slices().stream().anyMatch(Slice.Whole.class::isInstance) || x.slices().isEmpty() -> slice(x, place);
      case Expression.Call c when isLayer(c.function().text()) -> call(c, place);
      default -> null;
    };
    if (thing instanceof Thing.Results r) {
      if (r.only().isPresent()) thing = r.only().get();
      else throw misfit(e, "a layer with several results", "name one result");
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
    throw misfit(e, "an expression", "name it with a `let` first");
  }

  private Unresolved misfit(Expression e, String what, String help) {
    return misfit(e.span(), what, help);
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
      case Expression.Call c when isLayer(c.function().text()) -> call(c, place);
      default -> throw misfit(x, "no tensor", "");
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

  /// The indices over which a position varies within one step of the loops around it.
  private void indices(Expr e, Set<Index> out) {
    if (e instanceof Expr.IndexValue(Index i) && !declarations.counters.contains(i)) out.add(i);
    Substitute.children(
        e,
        child -> {
          indices(child, out);
          return child;
        });
  }

  /// Binds the sizes that the formal names and holds the others to what is given.
  private void unify(Formal f, Thing thing, Span span, Scope inner, CheckExpression inside, Place place) {
    List<Expression> extents = switch (f) {
      case Formal.OfTensor t -> t.type().axes().stream().map(Axis::extent).toList();
      case Formal.OfPattern p -> p.head().indices().stream().map(b -> b.range().orElseThrow(() -> unranged(b))).toList();
      case Formal.OfValue _ -> List.of();
    };
    if (thing instanceof Thing.Value && extents.isEmpty()) return;
    if (!(thing instanceof View v)) throw misfit(span, "a single value", "");
    boolean patternWanted = f instanceof Formal.OfPattern;
    if (patternWanted != v.symbol() instanceof Pattern) throw misfit(span, patternWanted ? "no pattern" : "a pattern", "");
    if (v.rank() != extents.size()) {
      problems.add(DiagnosticCode.T0702, span, "`" + nameOf(f) + "` has " + extents.size() + (extents.size() == 1 ? " axis" : " axes"),
          "this has " + v.rank(), List.of("the layer says `" + f.span().text() + "`"), sliced(v, extents.size()));
      throw new Unresolved();
    }
    if (f instanceof Formal.OfTensor t && v.symbol() instanceof Tensor tensor
        && t.type().element().valueType() != tensor.element().valueType()) {
      problems.add(DiagnosticCode.T0702, span, "`" + nameOf(f) + "` is " + Types.name(t.type().element()),
          "this is " + Types.name(tensor.element()), "");
      throw new Unresolved();
    }
    for (int n = 0; n < extents.size(); n++) {
      if (extents.get(n) instanceof Expression.Name size && inner.find(size.text()) == null) {
        inner.put(size.text(), new Thing.Value(v.axis(n)));
        continue;
      }
      Expr wanted = inside.size(extents.get(n));
      if (place.knowledge().equal(wanted, v.axis(n))) continue;
      problems.add(
          DiagnosticCode.T0702,
          span,
          "axis " + n + " of `" + nameOf(f) + "` does not fit",
          "here it is " + v.extentText(n),
          List.of("the layer says `" + f.span().text() + "`, where `" + extents.get(n).span().text() + "` is " + Describe.expr(wanted)),
          "");
      throw new Unresolved();
    }
  }

  /// The mend of an argument with more axes than the layer takes: an index for each of the first, the rest whole.
  private static String sliced(View v, int wanted) {
    if (v.rank() <= wanted || wanted == 0) return "";
    String slices = "b, ".repeat(v.rank() - wanted) + ":, ".repeat(wanted);
    return "hand it slices, one for each index that is bound around the call: `" + v.symbol().name() + "["
        + slices.substring(0, slices.length() - 2) + "]`";
  }

  private Unresolved unranged(Binder b) {
    problems.add(DiagnosticCode.T0301, b.span(), "what does `" + b.name().text() + "` range over?", "",
        "give it a range: `" + b.name().text() + ": N`");
    return new Unresolved();
  }
}
