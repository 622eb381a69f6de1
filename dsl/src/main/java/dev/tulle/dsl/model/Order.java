package dev.tulle.dsl.model;

/// In which order a row of a pattern is walked: ascending by `key`, NaN last, equal keys by the lower value of `along`.
///
/// @param along one of the indices of the pattern's definition
/// @param key a number over these indices; it exists for every member
public record Order(Index along, Expr key) {}
