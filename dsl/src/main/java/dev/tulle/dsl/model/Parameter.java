package dev.tulle.dsl.model;

/// A compile-time parameter and the value it has in this checked model.
public record Parameter(String name, ValueType type, double value) {}
