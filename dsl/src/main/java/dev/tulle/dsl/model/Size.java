package dev.tulle.dsl.model;

/// A run-time size: found in the shapes of what is bound, or given by the caller (`given`, from a `size` item).
public record Size(String name, boolean given, String doc) {}
