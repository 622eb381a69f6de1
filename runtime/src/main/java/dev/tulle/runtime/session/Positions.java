package dev.tulle.runtime.session;

import dev.tulle.runtime.tensor.Shape;

/// Positions in messages.
final class Positions {
  private Positions() {}

  /// The indices of a row-major number: `[3, 4]`.
  static String text(long[] shape, long position) {
    return Shape.text(Shape.index(shape, position));
  }
}
