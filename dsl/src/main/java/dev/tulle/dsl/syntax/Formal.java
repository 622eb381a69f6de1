package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.Optional;

/// What a layer or an entry takes, or what a layer gives.
public sealed interface Formal extends Node {
  /// `x: f32[T, D] where p[t, d] as csr`.
  record OfTensor(Identifier name, TensorType type, Optional<Expression> where, Optional<FormatClause> format, Span span)
      implements Formal {}

  /// `pattern seen[i: T, j: T]`.
  record OfPattern(Head head, Optional<FormatClause> format, Span span) implements Formal {}

  /// `eps = 1e-6`: a compile-time value with its default.
  record OfValue(Identifier name, Expression value, Span span) implements Formal {}
}
