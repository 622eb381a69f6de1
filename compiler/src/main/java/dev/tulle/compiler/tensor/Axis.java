package dev.tulle.compiler.tensor;

/// An index and the number of values it takes: `0 ≤ index < extent`. The extent mentions sizes only.
public record Axis(String index, Term extent) {}
