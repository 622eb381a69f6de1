package dev.tulle.runtime.tensor;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A sparse tensor or pattern as the list of its elements: what a sparse output is, and what a sparse input, weight or pattern can be bound
/// to. An element that is not listed does not exist; a listed one exists even where its value is 0.
///
/// Outputs are sorted by their indices, row-major. What a caller binds may stand in any order, but no element twice. The memory is that of
/// the two tensors.
///
/// @param indices `i32[n, rank]`, one row for each element
/// @param values `[n]`; of a pattern, booleans
/// @param shape the extents, where whoever made it knew them: a file need not say
public record SparseTensor(Tensor indices, Tensor values, Optional<List<Long>> shape) implements Value {
  public SparseTensor {
    shape = shape.map(List::copyOf);
    if (indices.type() != ElementType.I32)
      throw new TulleException(Code.TYPE, "sparse indices must be i32[n, rank], not " + indices.describe());
    if (indices.rank() != 2) throw new TulleException(Code.SIZE, "sparse indices must be i32[n, rank], not " + indices.describe());
    if (values.rank() != 1 || values.count() != indices.extent(0)) {
      throw new TulleException(
          Code.SIZE, "sparse values must be one for each of the " + indices.extent(0) + " rows of indices, not " + values.describe());
    }
    if (shape.isPresent() && shape.get().size() != indices.extent(1)) {
      throw new TulleException(Code.SIZE, "sparse indices of rank " + indices.extent(1) + " do not fit the shape " + shape.get());
    }
  }

  /// Elements of a tensor of a known shape.
  public static SparseTensor of(Tensor indices, Tensor values, long... shape) {
    return new SparseTensor(indices, values, Optional.of(Arrays.stream(shape).boxed().toList()));
  }

  /// The members of a pattern of a known shape.
  public static SparseTensor pattern(Tensor indices, long... shape) {
    Tensor members = Tensor.zeros(ElementType.BOOL, indices.rank() == 0 ? 0 : indices.extent(0));
    members.data().fill((byte) 1);
    return of(indices, members, shape);
  }

  @Override
  public ElementType type() {
    return values.type();
  }

  /// The number of axes.
  public int rank() {
    return (int) indices.extent(1);
  }

  /// The number of elements that exist.
  public long count() {
    return values.count();
  }

  @Override
  public String describe() {
    String extents = shape.map(s -> Shape.text(s.stream().mapToLong(Long::longValue).toArray())).orElse(" of rank " + rank());
    return type() + extents + " with " + count() + (count() == 1 ? " element" : " elements");
  }

  @Override
  public String toString() {
    return describe();
  }
}
