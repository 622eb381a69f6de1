package dev.tulle.kernel.ir;

import java.util.List;
import java.util.Optional;

/// A buffer a kernel is given: row-major, contiguous, 64-byte aligned; buffers never overlap. `shape` has one integer expression over the
/// kernel's sizes for each axis (none: one element). `values`: every element `x` of an integer buffer satisfies `low ≤ x < high`; whoever
/// fills it guarantees that.
public record Buffer(String name, Scalar element, List<Expr> shape, Access access, Optional<Range> values) {
  /// What a kernel does with a buffer.
  public enum Access {
    READ,
    WRITE,
    READ_WRITE
  }

  /// A half-open range of integers, over the kernel's sizes.
  public record Range(Expr low, Expr high) {}

  public Buffer {
    shape = List.copyOf(shape);
    shape.forEach(e -> Types.scalarInteger(e.type(), "BUFFER shape"));
  }
}
