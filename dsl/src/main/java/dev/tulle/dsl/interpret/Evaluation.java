package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Entry;
import dev.tulle.dsl.model.Symbol;
import dev.tulle.dsl.model.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one run came to: the outputs, and every other tensor or pattern by its name.
public final class Evaluation {
  private final List<String> outputs;
  private final Map<String, Elements> elements;
  private final Map<String, Long> sizes;
  private final Map<Symbol, Elements> after;

  /// @param after the states after the updates, in the order of declaration
  Evaluation(Entry program, Store store, SizeArithmetic sizes, Map<Symbol, Elements> after) {
    this.outputs = program.outputs().map(Tensor::name).toList();
    this.elements = store.byName();
    this.sizes = sizes.sizes();
    this.after = after;
  }

  /// The outputs in program order; one with a `where` has only the elements that satisfy it.
  public Map<String, Value> outputs() {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String name : outputs) values.put(name, elements.get(name).toValue());
    return values;
  }

  /// Any input, weight, `let`, output or pattern (of a layer call with its path: `b3.w`; of the
  /// body of a loop as its last step left it: `repeat.r`). A state as it was before the run; after it: [#states()].
  public Optional<Value> named(String name) {
    return Optional.ofNullable(elements.get(name)).map(Elements::toValue);
  }

  /// The states as the run leaves them, in the order of declaration; a pattern as its members.
  public Map<String, Value> states() {
    return values(after);
  }

  Map<Symbol, Elements> after() {
    return after;
  }

  static Map<String, Value> values(Map<Symbol, Elements> elements) {
    Map<String, Value> values = new LinkedHashMap<>();
    elements.forEach((symbol, e) -> values.put(symbol.name(), e.toValue()));
    return values;
  }

  /// Every run-time size, as it was given or found.
  public Map<String, Long> sizes() {
    return sizes;
  }
}
