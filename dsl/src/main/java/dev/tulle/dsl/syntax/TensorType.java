package dev.tulle.dsl.syntax;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.source.Span;
import java.util.List;

/// `f32[T, D]`; a scalar has no axes.
public record TensorType(ElementType element, List<Axis> axes, Span span) implements Node {
  public TensorType {
    axes = List.copyOf(axes);
  }
}
