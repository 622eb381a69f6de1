package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;

/// A name where it is written.
public record Identifier(String text, Span span) implements Node {}
