package dev.tulle.dsl.check;

import dev.tulle.dsl.check.Thing.RangeSource;
import dev.tulle.dsl.check.Thing.View;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Pattern;
import dev.tulle.dsl.syntax.Binder;
import dev.tulle.dsl.syntax.Children;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Node;
import dev.tulle.dsl.syntax.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The range of every index that is bound: as declared, else that of the first axis where it stands alone.
final class IndexRanges {
  /// New indices and the place in which they are bound.
  record Bindings(List<Index> indices, Place place) {}

  private record Range(Expr extent, RangeSource source) {}

  private final Problems problems;
  private final Scope scope;
  private final CheckExpression expressions;
  private final CheckLayerCall layers;
  private final Names names;

  IndexRanges(Problems problems, Scope scope, CheckExpression expressions, CheckLayerCall layers) {
    this.problems = problems;
    this.scope = scope;
    this.expressions = expressions;
    this.layers = layers;
    this.names = new Names(problems, scope);
  }

  /// @param sources where to look for plain occurrences, in order
  Bindings bind(List<Binder> binders, Place place, List<Expression> sources) {
    Map<String, Thing.Bound> made = new LinkedHashMap<>();
    List<Binder> waiting = new ArrayList<>();
    Place here = place;
    for (Binder b : binders) {
      names.freeIndex(b.name(), place.indices().keySet());
      names.freeIndex(b.name(), made.keySet());
      Optional<Range> range = declared(b).or(() -> plain(b, sources, null));
      if (range.isEmpty()) waiting.add(b);
      else here = bind(b, range.get(), here, made);
    }
    for (Binder b : waiting) {
      Place known = here;
      Optional<Range> range = plain(b, sources, known);
      if (range.isEmpty()) {
        String name = b.name().text();
        for (Expression source : sources) namesAreKnown(source, here);
        problems.add(
            DiagnosticCode.T0301,
            b.span(),
            "what does `" + name + "` range over?",
            "it stands alone in no axis of a tensor here",
            "give it a range: `" + name + ": " + sources.stream().flatMap(s -> likely(s, name)).findFirst().orElse("N") + "`");
        throw new Unresolved();
      }
      here = bind(b, range.get(), here, made);
    }
    List<Index> indices = binders.stream().map(b -> made.get(b.name().text()).index()).toList();
    return new Bindings(indices, here);
  }

  /// The extents of axes in which the index stands with something added to it.
  private Stream<String> likely(Node node, String index) {
    Stream<String> here = Stream.empty();
    if (node instanceof Expression.Indexed x && x.base() instanceof Expression.Name n && scope.find(n.text()) instanceof View v
        && x.slices().size() == v.rank()) {
      here = IntStream.range(0, v.rank())
          .filter(a -> x.slices().get(a) instanceof Slice.At(Expression position) && isShifted(position, index))
          .mapToObj(a -> v.extentText(a).replaceFirst(" = .*", ""));
    }
    return Stream.concat(here, Children.of(node).stream().flatMap(child -> likely(child, index)));
  }

  private static boolean isShifted(Expression e, String index) {
    return switch (e) {
      case Expression.Name n -> n.text().equals(index);
      case Expression.Binary b when b.operator() == Expression.BinaryOperator.ADD || b.operator() == Expression.BinaryOperator.SUBTRACT ->
          isShifted(b.left(), index) || isShifted(b.right(), index);
      default -> false;
    };
  }

  private static Place bind(Binder b, Range range, Place place, Map<String, Thing.Bound> made) {
    Thing.Bound bound = new Thing.Bound(new Index(b.name().text(), range.extent()), range.source());
    made.put(b.name().text(), bound);
    return place.bind(b.name().text(), bound);
  }

  private Optional<Range> declared(Binder b) {
    return b.range()
        .map(
            r -> {
              Expr extent = expressions.size(r);
              return new Range(extent, new RangeSource(b.span(), b.span().text(), r.span().text(), true));
            });
  }

  private Optional<Range> plain(Binder b, List<Expression> sources, Place forCalls) {
    for (Expression source : sources) {
      Optional<Range> found = search(source, b.name().text(), forCalls);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  /// @param forCalls where a call of a layer may be checked to learn the axes of its result; null: not yet
  private Optional<Range> search(Node node, String index, Place forCalls) {
    return node instanceof Expression.Indexed x ? searchRead(x, index, forCalls) : first(Children.of(node), index, forCalls);
  }

  /// Leaves if a tensor in the expression is unknown, which says more than that an index has no range, or is wrong itself.
  private void namesAreKnown(Node node, Place place) {
    if (node instanceof Expression.Indexed x && x.base() instanceof Expression.Name n) {
      if (scope.find(n.text()) instanceof Thing.Broken) throw new Unresolved();
      if (scope.find(n.text()) == null && !place.indices().containsKey(n.text())) {
        problems.add(DiagnosticCode.T0101, n.span(), "nothing is called `" + n.text() + "` here", "",
            scope.unknown(n.text(), place.indices().keySet()));
        throw new Unresolved();
      }
    }
    Children.of(node).forEach(child -> namesAreKnown(child, place));
  }

  private Optional<Range> first(List<? extends Node> parts, String index, Place forCalls) {
    for (Node part : parts) {
      Optional<Range> found = search(part, index, forCalls);
      if (found.isPresent()) return found;
    }
    return Optional.empty();
  }

  private Optional<Range> searchRead(Expression.Indexed x, String index, Place forCalls) {
    Thing thing = switch (x.base()) {
      case Expression.Name n -> scope.find(n.text());
      case Expression.Call c when forCalls != null -> layers.call(c, forCalls);
      default -> null;
    };
    if (thing instanceof Thing.Results) thing = expressions.reads().result(thing, x);
    if (thing instanceof Thing.Broken) throw new Unresolved();
    if (thing instanceof View v) {
      for (int n = 0; n < Math.min(x.slices().size(), v.rank()); n++) {
        if (x.slices().get(n) instanceof Slice.At(Expression.Name name) && name.text().equals(index)) {
          boolean pattern = v.symbol() instanceof Pattern;
          String text = pattern ? v.text() : x.span().text();
          return Optional.of(new Range(v.axis(n), new RangeSource(name.span(), text, v.extentText(n), pattern)));
        }
      }
    }
    List<Expression> parts = new ArrayList<>();
    for (Slice s : x.slices())
      if (s instanceof Slice.At(Expression position) && !(position instanceof Expression.Name)) parts.add(position);
    if (!(x.base() instanceof Expression.Name)) parts.add(x.base());
    return first(parts, index, forCalls);
  }
}
