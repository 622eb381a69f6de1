package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.Entry;
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

  Evaluation(Entry program, Store store, SizeArithmetic sizes) {
    this.outputs = program.outputs().map(Tensor::name).toList();
    this.elements = store.byName();
    this.sizes = sizes.sizes();
  }

  /// The outputs in program order; one with a `where` has only the elements that satisfy it.
  public Map<String, Value> outputs() {
    Map<String, Value> values = new LinkedHashMap<>();
    for (String name : outputs) values.put(name, elements.get(name).toValue());
    return values;
  }

  /// Any input, weight, `let`, output or pattern (of a layer call with its path: `b3.w`; of the
  /// body of a loop as its last step left it: `repeat.r`). A state as it was before the run.
  public Optional<Value> named(String name) {
    return Optional.ofNullable(elements.get(name)).map(Elements::toValue);
  }

  /// Every run-time size, as it was given or found.
  public Map<String, Long> sizes() {
    return sizes;
  }
}
