package dev.tulle.runtime.file;

import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The weights of a file: dense under their own name, else sparse under the names of their arrays.
record FileWeights(Path file, Set<String> names, Function<String, Optional<Tensor>> arrays) implements WeightSource {
  @Override
  public Optional<Value> find(String name) {
    Optional<Tensor> dense = arrays.apply(name);
    if (dense.isPresent()) return Optional.of(dense.get());
    return SparseArrays.find(file, arrays, name + ".").map(Value.class::cast);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
