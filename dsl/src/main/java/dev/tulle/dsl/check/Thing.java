package dev.tulle.dsl.check;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Index;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a name stands for.
sealed interface Thing {
  /// A compile-time value, a size, or a scalar handed to a layer.
  record Value(Expr expr) implements Thing {}

  /// A tensor or pattern, or a slice of one: axes that are fixed have a position, written over the batch indices of the scope.
  ///
  /// @param text how the axes were declared, for messages: `k: f32[H, N, D]`
  /// @param extents how each axis was written: `D = 64`
  record View(Symbol symbol, List<Optional<Expr>> fixed, String text, List<String> extents) implements Thing {
    public View {
      fixed = List.copyOf(fixed);
      extents = List.copyOf(extents);
    }

    static View whole(Symbol symbol, String text, List<String> extents) {
      return new View(symbol, symbol.axes().stream().map(_ -> Optional.<Expr> empty()).toList(), text, extents);
    }

    /// The numbers of the axes that are not fixed.
    List<Integer> open() {
      return IntStream.range(0, fixed.size()).filter(a -> fixed.get(a).isEmpty()).boxed().toList();
    }

    int rank() {
      return open().size();
    }

    /// The extent of the `n`-th open axis.
    Expr axis(int n) {
      return symbol.axes().get(open().get(n));
    }

    String extentText(int n) {
      return extents.get(open().get(n));
    }
  }

  /// What a call of a layer is known for.
  ///
  /// @param results in order; none for a call that stands in another layer, of which only what it owns can be named
  /// @param owned its weights and states, and the calls in it that own some
  record Results(Map<String, Thing> results, Map<String, Thing> owned) implements Thing {
    /// What a name behind a dot stands for; null: nothing.
    Thing named(String name) {
      Thing result = results.get(name);
      return result != null ? result : owned.get(name);
    }

    /// The only result, if there is one.
    Optional<Thing> only() {
      return results.size() == 1 ? Optional.of(results.values().iterator().next()) : Optional.empty();
    }

    /// Every name that may stand behind a dot.
    List<String> names() {
      return Stream.concat(results.keySet().stream(), owned.keySet().stream()).distinct().toList();
    }
  }

  /// A name whose declaration is wrong; its uses are not reported again.
  record Broken() implements Thing {}

  /// Where the range of an index comes from: what fixed it, and how the extent was written there.
  record RangeSource(Span span, String text, String extent, boolean declared) {}

  /// An index in scope.
  record Bound(Index index, RangeSource source) {}
}
