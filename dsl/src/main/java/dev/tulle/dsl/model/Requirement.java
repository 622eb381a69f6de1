package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;

/// A condition over sizes alone that binding checks: from `require`, or assumed by the checker; `text` is what a message shows.
public record Requirement(Expr condition, String text, Span span) {}
