package dev.tulle.dsl.syntax;

import dev.tulle.dsl.source.Span;

/// A name that a `repeat` or `fold` carries from step to step, with its first value: `z[b: B, k: K] = 0.0`.
public record Carried(Head head, Expression initial, Span span) implements Node {}
