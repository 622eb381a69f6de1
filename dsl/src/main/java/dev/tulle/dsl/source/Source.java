package dev.tulle.dsl.source;

/// One source text and the name a report shows for it.
public record Source(String name, String text) {}
