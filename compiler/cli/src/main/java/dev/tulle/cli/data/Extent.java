package dev.tulle.cli.data;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The extent of an axis: a whole number that depends on run-time sizes.
///
/// @param size the run-time size that the axis consists of, if it is one alone: then data says what that size is
/// @param mentions every run-time size it depends on
/// @param formula its value, given all those sizes
public record Extent(Optional<String> size, Set<String> mentions, Formula formula) {
  public Extent {
    mentions = Set.copyOf(mentions);
  }

  /// An expression over sizes.
  @FunctionalInterface
  public interface Formula {
    long at(Map<String, Long> sizes);
  }
}
