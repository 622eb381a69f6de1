package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.Optional;

/// One axis of a tensor type, `T` or `t: T`. An index is named where the declaration has a `where` over it.
public record Axis(Optional<Identifier> index, Expression extent, Span span) implements Node {}
