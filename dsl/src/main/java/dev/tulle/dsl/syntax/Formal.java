package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.Optional;

/// What a layer or an entry takes, or what a layer gives.
public sealed interface Formal extends Node {
  Identifier name();

  /// How many axes it has; a value has none.
  default int rank() {
    return switch (this) {
      case OfTensor t -> t.type().axes().size();
      case OfPattern p -> p.head().indices().size();
      case OfValue _ -> 0;
    };
  }

  /// `x: f32[T, D] where p[t, d] as csr`.
  record OfTensor(Identifier name, TensorType type, Optional<Expression> where, Optional<FormatClause> format, Span span)
      implements Formal {}

  /// `pattern seen[i: T, j: T]`.
  record OfPattern(Head head, Optional<FormatClause> format, Span span) implements Formal {
    @Override
    public Identifier name() {
      return head.name();
    }
  }

  /// `eps = 1e-6`: a compile-time value with its default.
  record OfValue(Identifier name, Expression value, Span span) implements Formal {}
}
