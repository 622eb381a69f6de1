package dev.tulle.runtime.file;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The convention for a sparse tensor in a file of dense ones: `indices`, `values` and, optional, `shape`.
final class SparseArrays {
  static final String INDICES = "indices";
  static final String VALUES = "values";
  private static final String SHAPE = "shape";

  private SparseArrays() {}

  /// @param prefix what the names of the three arrays begin with
  static Optional<SparseTensor> find(Path file, Function<String, Optional<Tensor>> arrays, String prefix) {
    Optional<Tensor> indices = arrays.apply(prefix + INDICES);
    if (indices.isEmpty()) return Optional.empty();
    Optional<Tensor> values = arrays.apply(prefix + VALUES);
    if (values.isEmpty()) throw Place.of(file).error("has '" + prefix + INDICES + "' but no '" + prefix + VALUES + "'");
    Place place = Place.of(file).in(prefix + INDICES);
    if (indices.get().type().isFloat() || indices.get().type() == ElementType.BOOL)
      throw place.error("indices must be integers, not " + indices.get().describe());
    Optional<List<Long>> shape = arrays.apply(prefix + SHAPE).map(t -> shape(Place.of(file).in(prefix + SHAPE), t));
    try {
      return Optional.of(new SparseTensor(indices.get().to(ElementType.I32), values.get(), shape));
    } catch (TulleException e) {
      throw place.error(e.detail(), e);
    }
  }

  private static List<Long> shape(Place place, Tensor tensor) {
    if (tensor.rank() != 1 || tensor.type().isFloat() || tensor.count() > 64)
      throw place.error("a shape must be integers [rank], not " + tensor.describe());
    List<Long> shape = Arrays.stream(tensor.toInts()).mapToObj(Long::valueOf).toList();
    if (shape.stream().anyMatch(n -> n < 0)) throw place.error("the shape " + shape + " has a negative extent");
    return shape;
  }

  static Map<String, Tensor> arrays(SparseTensor tensor) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put(INDICES, tensor.indices());
    arrays.put(VALUES, tensor.values());
    tensor.shape()
        .ifPresent(
            s -> arrays.put(SHAPE, Tensor.of(s.stream().mapToInt(Math::toIntExact).toArray(), s.size())));
    return arrays;
  }
}
