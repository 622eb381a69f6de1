package dev.tulle.compiler.tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// For each value of `rows`, those values of `element` that satisfy `where`: how many there are, and what they are, one after another. As many are listed as the list has room
/// for.
///
/// @param count their number: an integer tensor over the rows
/// @param list the values: an integer tensor over the rows and places; empty if they are only counted
/// @param order in which they come: an integer tensor over places. What it holds outside of the range of `element` is passed over. Empty: ascending
/// @param where over rows and element
public record Listing(
    String count, Optional<String> list, List<Axis> rows, Axis element, Optional<String> order, Term where, Statement.Stage stage)
    implements Step {
  public Listing {
    rows = List.copyOf(rows);
  }

  /// All that `where` may mention.
  public List<Axis> around() {
    return Stream.concat(rows.stream(), Stream.of(element)).toList();
  }

  /// Without the list.
  public Listing counting() {
    return new Listing(count, Optional.empty(), rows, element, order, where, stage);
  }

  public Listing with(Statement.Stage other) {
    return new Listing(count, list, rows, element, order, where, other);
  }
}
