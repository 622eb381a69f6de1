package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/// The elements of every symbol that is bound or evaluated so far. A statement in a loop overwrites its own in place.
final class Store {
  private final SizeArithmetic sizes;
  private final Map<Symbol, Elements> bySymbol = new IdentityHashMap<>();
  private final Map<Symbol, Elements> updates = new IdentityHashMap<>();

  Store(SizeArithmetic sizes) {
    this.sizes = sizes;
  }

  void put(Symbol symbol, Elements elements) {
    bySymbol.put(symbol, elements);
  }

  /// What a state becomes when the run has ended.
  void update(Symbol state, Elements elements) {
    updates.put(state, elements);
  }

  Map<Symbol, Elements> updates() {
    return updates;
  }

  Elements elements(Symbol symbol) {
    Elements elements = bySymbol.get(symbol);
    if (elements != null) return elements;
    if (symbol instanceof Tensor t && t.role() == Tensor.Role.CONST) {
      return new Elements(t.element(), sizes.shape(t), t.values().stream().mapToDouble(v -> ((Expr.Literal) v).value()).toArray());
    }
    throw new CheckerBug("`" + symbol.name() + "` is read before it is defined");
  }

  /// Everything by name.
  Map<String, Elements> byName() {
    Map<String, Elements> byName = new HashMap<>();
    bySymbol.forEach((symbol, elements) -> byName.put(symbol.name(), elements));
    return byName;
  }
}
