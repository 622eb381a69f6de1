package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Declaration;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Formal;
import dev.tulle.dsl.syntax.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Calls of layers: the layer's items are checked at the call, with its formals standing for the arguments. What slices of arguments fix becomes the batch: leading axes
/// of everything that the layer defines.
final class CheckLayerCall {
  private static final int DEEPEST = 64;

  private final Problems problems;
  private final Scope caller;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final LayerArguments arguments;

  CheckLayerCall(Problems problems, Scope caller, Declarations declarations, CheckExpression expressions) {
    this.problems = problems;
    this.caller = caller;
    this.declarations = declarations;
    this.expressions = expressions;
    this.arguments = new LayerArguments(problems, caller, declarations, expressions, this);
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
    Map<String, Expression> given = arguments.match(layer, c);
    CheckExpression inside = new CheckExpression(problems, inner, declarations);
    for (Formal f : layer.formals()) {
      switch (f) {
        case Formal.OfTensor t -> {
          Expr value = expressions.check(given.get(t.name().text()), place);
          inner.put(t.name().text(),
              new Thing.Value(expressions.types().to(t.type().element().valueType(), value, given.get(t.name().text()).span())));
        }
        case Formal.OfValue v -> inner.put(v.name().text(), arguments.value(v, given, inside));
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
    String name = result.name().text();
    String word = result instanceof Formal.OfPattern ? "pattern" : "output";
    problems.add(DiagnosticCode.T0705, result.name().span(), "layer `" + layer.name().text() + "` has no " + word + " `" + name + "`",
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
    Map<String, Expression> given = arguments.match(layer, c);
    Set<Index> used = new LinkedHashSet<>();
    Map<String, Thing> things = new LinkedHashMap<>();
    for (Formal f : layer.formals()) {
      Expression e = given.get(f.name().text());
      if (e == null || f instanceof Formal.OfValue) continue;
      Thing thing = arguments.thing(f, e, place);
      things.put(f.name().text(), thing);
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
    LayerSizes sizes = new LayerSizes(problems, inner, inside, place.knowledge());
    for (Formal f : layer.formals()) if (f instanceof Formal.OfValue v) inner.put(v.name().text(), arguments.value(v, given, inside));
    for (Formal f : layer.formals()) {
      Thing thing = things.get(f.name().text());
      if (thing == null) continue;
      inner.put(f.name().text(), thing);
      sizes.unify(f, thing, given.get(f.name().text()).span());
    }
    FormalClauses clauses = new FormalClauses(problems, inner, declarations, inside);
    for (Formal f : layer.formals())
      if (given.containsKey(f.name().text())) clauses.check(f, things.get(f.name().text()), given.get(f.name().text()).span());
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
    for (Formal f : layer.results()) results.put(f.name().text(), result(layer, f, items, inner, clauses, sizes));
    return new Thing.Results(results, inner.owned());
  }

  private Thing result(
      Declaration.Layer layer, Formal f, CheckItems items, Scope inner, FormalClauses clauses, LayerSizes sizes) {
    Thing thing = inner.find(f.name().text());
    if (!items.outputs().contains(f.name().text()) || !(thing instanceof View v)) {
      boolean written = layer.items().stream().flatMap(i -> CheckItems.defined(i).stream()).anyMatch(i -> i.text().equals(f.name().text()));
      if (!written || !problems.hasErrors()) throw noResult(layer, f);
      return new Thing.Broken();
    }
    Span span = v.symbol().span();
    if (f instanceof Formal.OfPattern != v.symbol() instanceof Pattern) {
      boolean pattern = f instanceof Formal.OfPattern;
      problems.add(DiagnosticCode.T0702, span,
          "result `" + f.name().text() + "` is " + (pattern ? "a pattern" : "a tensor") + " in the layer's head",
          "here it is " + (pattern ? "a tensor" : "a pattern"), List.of("the layer says `" + f.span().text() + "`"),
          "write `" + (pattern ? "pattern " : "output ") + v.text() + " = …`");
      throw new Unresolved();
    }
    if (v.rank() != f.rank()) {
      String message = "result `" + f.name().text() + "` of `" + layer.name().text() + "` has " + f.rank() + " axes in its head";
      problems.add(DiagnosticCode.T0702, f.span(), message, "its definition has " + v.rank(), "");
      throw new Unresolved();
    }
    sizes.unify(f, v, span);
    clauses.check(f, v, span);
    return v;
  }

  /// The indices over which a value varies within one step of the loops around it: those that it does not bind itself.
  private void indices(Expr e, Set<Index> out) {
    Set<Index> bound = e.all().flatMap(CheckLayerCall::binds).collect(Collectors.toSet());
    e.all().flatMap(x -> mentions(x, bound)).filter(i -> !declarations.counters.contains(i)).forEach(out::add);
  }

  private static Stream<Index> mentions(Expr e, Set<Index> bound) {
    return switch (e) {
      case Expr.IndexValue(Index i) -> Stream.of(i).filter(x -> !bound.contains(x));
      case Expr.RowOperation r -> r.at().stream();
      case Expr.Selection s -> s.at().stream();
      case Expr.Literal _, Expr.SizeValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Apply _, Expr.Cast _ -> Stream.empty();
      case Expr.If _, Expr.Coalesce _, Expr.Reduce _ -> Stream.empty();
    };
  }

  private static Stream<Index> binds(Expr e) {
    return switch (e) {
      case Expr.Reduce r -> r.over().stream();
      case Expr.RowOperation r -> r.over().stream();
      case Expr.Selection s -> s.over().stream();
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _, Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Apply _ -> Stream.empty();
      case Expr.Cast _, Expr.If _, Expr.Coalesce _ -> Stream.empty();
    };
  }
}
