package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;

/// What stands at one axis between the brackets of a read.
public sealed interface Slice extends Node {
  /// An index expression.
  record At(Expression position) implements Slice {
    @Override
    public Span span() {
      return position.span();
    }
  }

  /// `:`, the whole axis; only in arguments of layers.
  record Whole(Span span) implements Slice {}
}
