package dev.tulle.runtime.file;

import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where the weights of a model come from, by name. What a model does not ask for is ignored.
public interface WeightSource {
  /// The names that there are, for messages.
  Set<String> names();

  /// A [Tensor], or a sparse tensor for a weight that is stored sparse; empty if there is none of this name.
  Optional<Value> find(String name);

  /// For models without weights.
  static WeightSource none() {
    return of(Map.of());
  }

  /// Values in memory.
  static WeightSource of(Map<String, ? extends Value> values) {
    Map<String, Value> copy = Map.copyOf(values);
    return new WeightSource() {
      @Override
      public Set<String> names() {
        return copy.keySet();
      }

      @Override
      public Optional<Value> find(String name) {
        return Optional.ofNullable(copy.get(name));
      }
    };
  }
}
