package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// A tensor or pattern that a session keeps between runs. A run reads the value before it; the [Statement.Update]s of a run take effect together at its end.
///
/// A tensor that exists where a condition over state patterns holds follows them: after the updates an element that left is gone, and one that entered has
/// the value of `initial`, which then reads the other states as they are after the updates.
///
/// @param indices one for each axis
/// @param initial the first value of the element at `indices` (for a pattern: whether they are a member), over weights, sizes and the states before this one
public record State(Symbol symbol, List<Index> indices, Expr initial, Span span) {
  public State {
    indices = List.copyOf(indices);
  }
}
