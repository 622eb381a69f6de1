package dev.tulle.compiler.tensor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The steps of `body` for `counter` = 0, 1, … below `count`. After each round every carried tensor takes the elements of its `next`, all at once; then the loop ends if the
/// scalar `until` is at least 0.
///
/// A carried tensor has its first elements when the loop begins and its last ones after it. What the body computes is not there outside of it.
///
/// @param counter in the body a run-time size: a [Term.SizeOf]
/// @param count over sizes
/// @param until an integer scalar that is carried in place: below 0 before the loop, and the counter's value in the round that is the last
public record Repeat(
    String counter, Term count, List<Carried> carried, List<Step> body, Optional<String> until, Statement.Stage stage) implements Step {
  public Repeat {
    carried = List.copyOf(carried);
    body = List.copyOf(body);
  }

  /// What goes from round to round.
  ///
  /// @param tensor what a round reads
  /// @param next what it computes: a local tensor like it, every element; or the tensor itself, some of whose elements the last steps of the body write in place
  public record Carried(String tensor, String next) {}

  public Repeat with(List<Step> newBody) {
    return new Repeat(counter, count, carried, newBody, until, stage);
  }

  public Repeat with(Statement.Stage newStage) {
    return new Repeat(counter, count, carried, body, until, newStage);
  }

  /// The tensors by which a round speaks to the next one.
  public Stream<String> handed() {
    return Stream.concat(carried.stream().flatMap(c -> Stream.of(c.tensor(), c.next())), until.stream());
  }
}
