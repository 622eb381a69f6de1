package dev.tulle.runtime.tensor;

/// What can be bound to an input or a weight, and what an output is.
public sealed interface Value permits Tensor, SparseTensor {
  ElementType type();

  /// For messages: `f32[3, 4]`, `f32[3, 4] with 5 elements`.
  String describe();
}
