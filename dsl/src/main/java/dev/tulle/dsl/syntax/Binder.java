package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;
import java.util.Optional;

/// An index that is named here, `i` or `i: N / 64`.
public record Binder(Identifier name, Optional<Expression> range, Span span) implements Node {}
