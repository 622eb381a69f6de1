package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.Optional;

/// An argument of a call, `x` or `eps = 1e-5`.
public record Argument(Optional<Identifier> name, Expression value, Span span) implements Node {}
