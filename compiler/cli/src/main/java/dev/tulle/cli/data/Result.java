package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;

/// What a run gave for one name.
///
/// @param shape the extent of each axis
/// @param sparse whether some of its elements may not exist
/// @param elements the existing elements
public record Result(String name, ElementType element, long[] shape, boolean sparse, Elements elements) {
  /// Walks existing elements in row-major order.
  @FunctionalInterface
  public interface Elements {
    void forEach(Visitor visitor);
  }

  /// Takes one element.
  @FunctionalInterface
  public interface Visitor {
    void visit(long position, double value);
  }

  /// The number of positions, existing or not.
  public long positions() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
