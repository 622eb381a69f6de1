package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.stream.Stream;

/// What the body of a fold does for one element, in order. A [Statement.Define] here defines a value for this element alone: its target has no row axes.
public sealed interface FoldStep permits Statement.Define, FoldStep.Skip, FoldStep.Stop {
  /// Every expression in it, outermost ones only.
  default Stream<Expr> expressions() {
    return switch (this) {
      case Statement.Define d -> d.expressions();
      case Skip s -> Stream.of(s.condition());
      case Stop s -> Stream.of(s.condition());
    };
  }

  /// `skip if condition`: the element is discarded, the fold goes on with the next one.
  record Skip(Expr condition, Span span) implements FoldStep {}

  /// `stop if condition`: the element is discarded and the row ends.
  record Stop(Expr condition, Span span) implements FoldStep {}
}
