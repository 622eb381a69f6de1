package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.check.prove.Conditions;
import dev.tulle.dsl.check.prove.Substitute;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.model.Tensor;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.source.Span;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Names and elements: which tensor is meant, at which positions, and what happens where a position leaves its axis.
final class CheckRead {
  private final Problems problems;
  private final Scope scope;
  private final Declarations declarations;
  private final CheckExpression expressions;
  private final CheckLayerCall layers;

  CheckRead(Problems problems, Scope scope, Declarations declarations, CheckExpression expressions, CheckLayerCall layers) {
    this.problems = problems;
    this.scope = scope;
    this.declarations = declarations;
    this.expressions = expressions;
    this.layers = layers;
  }

  Expr name(Expression.Name n, Place place) {
    Thing.Bound bound = place.indices().get(n.text());
    if (bound != null) return new Expr.IndexValue(bound.index());
    return switch (known(n.text(), n.span(), place)) {
      case Thing.Value v -> {
        if (v.expr() instanceof Expr.SizeValue(String size)) declarations.sizeUses.merge(size, 1, Integer::sum);
        yield Substitute.fresh(Substitute.indices(v.expr(), place.batch()));
      }
      case View v -> read(v, List.of(), n.span(), place);
      case Thing.Results r -> {
        Optional<Thing> only = r.only();
        if (only.isPresent() && only.get() instanceof View v) yield read(v, List.of(), n.span(), place);
        if (only.isEmpty()) {
          problems.add(DiagnosticCode.T0705, n.span(), "`" + n.text() + "` has several results", "", "name one: " + named(n.text(), r));
        }
        throw new Unresolved();
      }
      case Thing.Broken _ -> throw new Unresolved();
    };
  }

  private static String named(String base, Thing.Results r) {
    return r.names().stream().map(k -> "`" + base + "." + k + "`").collect(Collectors.joining(", "));
  }

  private Thing known(String name, Span span, Place place) {
    Thing thing = scope.find(name);
    if (thing != null) return thing;
    String slip = expressions.operators().endedBefore(name, span);
    String help = slip.isEmpty() ? scope.unknown(name, place.indices().keySet()) : slip;
    problems.add(DiagnosticCode.T0101, span, "nothing is called `" + name + "` here", "", help);
    throw new Unresolved();
  }

  Expr indexed(Expression.Indexed x, Place place) {
    Thing thing = switch (x.base()) {
      case Expression.Name n when place.indices().containsKey(n.text()) -> {
        problems.add(DiagnosticCode.T0105, n.span(), "`" + n.text() + "` is an index, it has no elements", "", "");
        throw new Unresolved();
      }
      case Expression.Name n -> known(n.text(), n.span(), place);
      case Expression.Call c -> layers.call(c, place);
      default -> {
        problems.add(DiagnosticCode.T0105, x.base().span(), "only a tensor, a pattern or a layer has indices", "",
            "name it with a `let` first");
        throw new Unresolved();
      }
    };
    return switch (result(thing, x)) {
      case View v -> read(v, x.slices(), x.span(), place);
      case Thing.Value _ -> {
        problems.add(DiagnosticCode.T0105, x.base().span(), "`" + x.base().span().text() + "` is a single value, it has no elements", "",
            "");
        throw new Unresolved();
      }
      case Thing.Results _, Thing.Broken _ -> throw new Unresolved();
    };
  }

  /// The result that a path names: `a.w1`; the only one without a path.
  Thing result(Thing thing, Expression.Indexed x) {
    Thing at = thing;
    for (var step : x.path()) {
      Thing next = at instanceof Thing.Results r ? r.named(step.text()) : null;
      if (next == null) {
        problems.add(DiagnosticCode.T0705, step.span(), "there is no result `" + step.text() + "`", "",
            at instanceof Thing.Results r ? help(step.text(), x, r) : "only a call of a layer has results");
        throw new Unresolved();
      }
      at = next;
    }
    if (at instanceof Thing.Results r && r.only().isPresent()) return r.only().get();
    if (at instanceof Thing.Results r) {
      problems.add(DiagnosticCode.T0705, x.span(), "this layer has several results", "", "name one: " + named(x.base().span().text(), r));
      throw new Unresolved();
    }
    return at;
  }

  private static String help(String name, Expression.Indexed x, Thing.Results r) {
    String near = Suggest.help(name, r.names());
    return near.isEmpty() ? "there is " + named(x.base().span().text(), r) : near;
  }

  private Expr read(View v, List<Slice> slices, Span span, Place place) {
    if (slices.size() != v.rank()) {
      String has = v.rank() == 0 ? "no indices" : v.rank() == 1 ? "1 index" : v.rank() + " indices";
      problems.add(
          DiagnosticCode.T0104, span, "`" + v.symbol().name() + "` has " + has, slices.size() + " given",
          List.of("it is declared as `" + v.text() + "`"), slices.isEmpty() ? withIndices(v, span, place) : "");
      throw new Unresolved();
    }
    List<Expr> at = new ArrayList<>();
    for (var f : v.fixed()) at.add(f.map(e -> Substitute.indices(e, place.batch())).orElse(null));
    List<Span> spans = new ArrayList<>();
    for (int n = 0; n < slices.size(); n++) {
      if (!(slices.get(n) instanceof Slice.At(Expression position))) {
        problems.add(DiagnosticCode.T0105, slices.get(n).span(), "`:` stands only in the arguments of layers", "", "write an index");
        throw new Unresolved();
      }
      if (position instanceof Expression.Name name) isBound(name, place);
      at.set(v.open().get(n), expressions.types().toInt(expressions.check(position, place), position.span()));
      spans.add(position.span());
    }
    if (v.symbol() instanceof Pattern p) return new Expr.Member(p, at, span);
    Tensor tensor = (Tensor) v.symbol();
    List<Expr.Bound> bounds = new ArrayList<>();
    for (int a = 0; a < at.size(); a++) bounds.add(Expr.Bound.PROVED);
    Conflict conflict = null;
    for (int n = 0; n < slices.size(); n++) {
      int axis = v.open().get(n);
      Expr position = at.get(axis);
      if (place.knowledge().inside(position, v.axis(n))) continue;
      if (position instanceof Expr.IndexValue i && place.outside() != Place.Outside.ABSENT) {
        Thing.Bound bound = place.indices().get(i.index().name());
        if (bound != null && bound.index() == i.index()) {
          conflict = new Conflict(n, bound, spans.get(n));
          continue;
        }
      }
      bounds.set(axis, outside(v, n, position, spans.get(n), place));
    }
    if (conflict != null) throw disagreement(conflict, v, at, slices, span, place);
    return new Expr.Read(tensor, at, bounds, span);
  }

  /// `y = x` of whole tensors is written index by index.
  private static String wholeTensor(View v) {
    String indices = IntStream.range(0, v.rank()).mapToObj(n -> String.valueOf((char) ('i' + n % 8))).collect(Collectors.joining(", "));
    return "a definition is written element by element, with the indices on both sides: `let y[" + indices + "] = " + v.symbol().name()
        + "["
        + indices + "]`";
  }

  /// Refuses an index that nothing binds.
  private void isBound(Expression.Name name, Place place) {
    String text = name.text();
    if (place.indices().containsKey(text) || scope.find(text) != null || scope.isAnnounced(text)) return;
    String slip = expressions.operators().endedBefore(text, name.span());
    String near = Suggest.help(text, place.indices().keySet());
    problems.add(DiagnosticCode.T0101, name.span(), "no index is called `" + text + "` here", "",
        !slip.isEmpty() ? slip
            : !near.isEmpty() && text.length() > 1 ? near
                : "an index is named on the left side, or by the operator that goes over it: `sum(" + text + ") …`");
    throw new Unresolved();
  }

  /// The mend of a tensor without its indices: those that are bound around it and fit.
  private static String withIndices(View v, Span span, Place place) {
    List<String> fitting = new ArrayList<>();
    for (int n = 0; n < v.rank(); n++) {
      Expr extent = v.axis(n);
      place.indices()
          .values()
          .stream()
          .filter(b -> !fitting.contains(b.index().name()) && place.knowledge().same(b.index().range(), extent))
          .findFirst()
          .ifPresent(b -> fitting.add(b.index().name()));
    }
    if (v.rank() > 0 && fitting.size() == v.rank()) return "did you mean `" + span.text() + "[" + String.join(", ", fitting) + "]`?";
    return wholeTensor(v);
  }

  private Expr.Bound outside(View v, int n, Expr position, Span span, Place place) {
    boolean loaded = loads(position);
    switch (place.outside()) {
      case ABSENT -> {
        return Expr.Bound.ABSENT;
      }
      case ABSENT_IF_AFFINE -> {
        return loaded ? Expr.Bound.CHECKED : Expr.Bound.ABSENT;
      }
      case WRONG -> {
        if (loaded) return Expr.Bound.CHECKED;
      }
    }
    String extent = Describe.expr(v.axis(n));
    Expr zero = Expr.integer(0);
    boolean low = place.knowledge().implies(Conditions.compare(Function.LESS_EQUAL, zero, position));
    boolean high = place.knowledge().implies(Conditions.compare(Function.LESS, position, v.axis(n)));
    List<String> sides = new ArrayList<>();
    if (!low) sides.add("`0 <= " + span.text() + "`");
    if (!high) sides.add("`" + span.text() + " < " + extent + "`");
    problems.add(
        DiagnosticCode.T0302,
        span,
        "this position may leave `" + v.symbol().name() + "`",
        "it must lie in 0 ≤ … < " + v.extentText(n),
        List.of(
            place.knowledge().tried("to prove " + String.join(" and ", sides) + " from the ranges of the indices and what is required")),
        "say what is there instead: `(" + v.symbol().name() + "[…] ?? 0)`, or "
            + (Types.isStatic(position) ? "add " + sides.getFirst().replaceFirst("`", "`require ") : otherwise(position, low)));
    throw new Unresolved();
  }

  /// How else a position may be kept inside: an index that goes on by a constant may end earlier.
  private static String otherwise(Expr position, boolean low) {
    boolean shifted = low && position instanceof Expr.Apply a && a.function() == Function.ADD
        && a.arguments().get(0) instanceof Expr.IndexValue
        && a.arguments().get(1) instanceof Expr.Literal;
    if (!shifted) return "add a `require` from which it follows";
    List<Expr> x = ((Expr.Apply) position).arguments();
    Expr.IndexValue index = (Expr.IndexValue) x.get(0);
    Expr end = new Expr.Apply(Function.SUBTRACT, ValueType.INT, List.of(index.index().range(), x.get(1)));
    return "let the index end earlier: `" + Describe.expr(index) + ": " + Describe.expr(end) + "`";
  }

  private record Conflict(int axis, Thing.Bound bound, Span span) {}

  private Unresolved disagreement(Conflict c, View v, List<Expr> at, List<Slice> slices, Span span, Place place) {
    String name = c.bound().index().name();
    Thing.RangeSource source = c.bound().source();
    String says = source.declared() ? "`" + source.text() + "` says that `" + name + "` ranges over "
        : "in `" + source.text() + "` `" + name + "` ranges over ";
    problems.add(
        DiagnosticCode.T0304,
        c.span(),
        "index `" + name + "` is used with two sizes",
        "here `" + name + "` ranges over " + v.extentText(c.axis()),
        List.of("but " + says + source.extent()),
        mend(c, v, at, slices, span, place));
    return new Unresolved();
  }

  private String mend(Conflict c, View v, List<Expr> at, List<Slice> slices, Span span, Place place) {
    String here = reordered(v, at, slices, span, place);
    if (!here.isEmpty()) return here;
    String there = reorderedThere(c, v, place);
    return there.isEmpty() ? smaller(c, v) : there;
  }

  /// A declared range that is meant to end before the axis does wants to be known.
  private static String smaller(Conflict c, View v) {
    Expr range = c.bound().index().range();
    boolean literals = range instanceof Expr.Literal && v.axis(c.axis()) instanceof Expr.Literal;
    if (!c.bound().source().declared() || literals) return "";
    return "if it never leaves the axis, say so: `require " + Describe.expr(range) + " <= " + Describe.expr(v.axis(c.axis())) + "`";
  }

  /// The read that gave the index its range, in the order in which it would give it the one that is wanted here.
  private String reorderedThere(Conflict c, View v, Place place) {
    String text = c.bound().source().text();
    int open = text.indexOf('[');
    if (c.bound().source().declared() || open < 0 || !(scope.find(text.substring(0, open)) instanceof View other)) return "";
    List<String> names = new ArrayList<>(List.of(text.substring(open + 1, text.length() - 1).split(", ")));
    int from = names.indexOf(c.bound().index().name());
    if (from < 0 || names.size() != other.rank()) return "";
    for (int to = 0; to < names.size(); to++) {
      if (to == from || !place.knowledge().same(other.axis(to), v.axis(c.axis()))) continue;
      Collections.swap(names, from, to);
      return "did you mean `" + text.substring(0, open) + "[" + String.join(", ", names) + "]`?";
    }
    return "";
  }

  /// Whether an index has its range from the read that is doubted, so that it would have another one in another order.
  private static boolean rangeIsFromHere(Expr position, Span read, Place place) {
    if (!(position instanceof Expr.IndexValue(Index index))) return false;
    Thing.Bound bound = place.indices().get(index.name());
    return bound != null && bound.index() == index && !bound.source().declared() && bound.source().span().source() == read.source()
        && read.start() <= bound.source().span().start() && bound.source().span().end() <= read.end();
  }

  /// The same positions in another order, if in that order all fit.
  private String reordered(View v, List<Expr> at, List<Slice> slices, Span span, Place place) {
    int rank = slices.size();
    if (rank < 2 || rank > 4) return "";
    List<Expr> positions = new ArrayList<>();
    for (int n = 0; n < rank; n++) positions.add(at.get(v.open().get(n)));
    for (int i = 0; i < rank; i++) {
      for (int j = i + 1; j < rank; j++) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.swap(order, i, j);
        boolean fits = IntStream.range(0, rank)
            .allMatch(n -> rangeIsFromHere(positions.get(order.get(n)), span, place)
                || place.knowledge().inside(positions.get(order.get(n)), v.axis(n)));
        if (fits) {
          String base = span.text().substring(0, Math.max(span.text().indexOf('['), 0));
          return "did you mean `" + base + "[" + order.stream().map(n -> slices.get(n).span().text()).collect(Collectors.joining(", "))
              + "]`?";
        }
      }
    }
    return "";
  }

  /// Whether a position depends on data.
  private static boolean loads(Expr e) {
    return switch (e) {
      case Expr.Literal _, Expr.SizeValue _, Expr.IndexValue _ -> false;
      case Expr.Apply a -> a.arguments().stream().anyMatch(CheckRead::loads);
      case Expr.If i -> loads(i.condition()) || loads(i.then()) || loads(i.otherwise());
      case Expr.Cast c -> c.operand().type() == ValueType.FLOAT || loads(c.operand());
      case Expr.Read _, Expr.Member _, Expr.Defined _, Expr.Coalesce _, Expr.Reduce _, Expr.RowOperation _, Expr.Selection _ -> true;
    };
  }
}
