package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Optional;

/// A named thing with elements: a [Tensor] or a [Pattern]. Symbols are compared by identity; names are unique within a checked model (those that come from a
/// layer call carry its path: `b3.w`).
public sealed interface Symbol permits Tensor, Pattern {
  String name();

  /// The extent of each axis, integer expressions over literals and [Expr.SizeValue]s; empty for a scalar.
  List<Expr> axes();

  /// The storage asked for with `as`, if any.
  Optional<Format> format();

  /// The text of the `///` comment, empty if there is none.
  String doc();

  /// Where it is declared.
  Span span();

  default int rank() {
    return axes().size();
  }
}
