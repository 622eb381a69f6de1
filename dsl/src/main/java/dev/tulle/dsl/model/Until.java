package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;

/// When a [Statement.Repeat] stops: after the first step in which `condition` holds. With `rows`, each of their values stops for itself after the first step in which the
/// condition holds for it, and the loop ends when all have stopped. Where there are no rows, that is after the first step.
///
/// @param rows the free indices of the condition
/// @param condition reads the values before the step and what the step defines
public record Until(List<Index> rows, Expr condition, Span span) {
  public Until {
    rows = List.copyOf(rows);
  }
}
