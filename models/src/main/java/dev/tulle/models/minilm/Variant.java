package dev.tulle.models.minilm;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.Format;
import dev.tulle.models.pruning.Pruning;
import dev.tulle.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The model with holes: other options for the same text, and weights to fit.
///
/// @param pruning of the matrices of all linear layers, which are then stored in its format
/// @param window how many places away a token sees
record Variant(Optional<Pruning> pruning, OptionalInt window) {
  static final Variant DENSE = new Variant(Optional.empty(), OptionalInt.empty());

  Front.Options options() {
    var parameters = new HashMap<String, Double>();
    window.ifPresent(places -> parameters.put("WINDOW", (double) places));
    var formats = new HashMap<String, Format>();
    pruning.ifPresent(how -> MiniLmWeights.linearNames().forEach(name -> formats.put(name, how.format())));
    return new Front.Options(Optional.empty(), parameters, formats);
  }

  /// What the dense weights become.
  Map<String, Tensor> weights(Map<String, Tensor> dense) {
    var result = new LinkedHashMap<>(dense);
    pruning.ifPresent(
        how -> MiniLmWeights.linearNames()
            .forEach(name -> result.computeIfPresent(name, (_, tensor) -> MiniLm.tensor(how.apply(MiniLm.dense(name, tensor))))));
    return result;
  }

  /// For a table: `dense`, `2:4`, `window 16`.
  String label() {
    if (pruning.isPresent()) return pruning.get().toString();
    return window.isPresent() ? "window " + window.getAsInt() : "dense";
  }
}
