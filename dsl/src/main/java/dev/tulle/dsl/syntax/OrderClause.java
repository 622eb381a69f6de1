package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;

/// `order g by depth[g]`.
public record OrderClause(Identifier index, Expression key, Span span) implements Node {}
