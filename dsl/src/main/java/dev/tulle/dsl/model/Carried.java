package dev.tulle.dsl.model;

import dev.tulle.dsl.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A tensor that a loop carries from step to step. Inside the loop it is the value before the step, after it the last one. It exists everywhere.
///
/// @param tensor of role [Tensor.Role#CARRIED]; in a [Statement.Fold] its leading axes are the rows
/// @param indices of `initial`: one for each axis of the tensor, in a fold one for each axis after the rows (whose indices `initial` may read)
/// @param next what a step makes of it; empty: it keeps its value
/// @param rows in a [Statement.Repeat] with an `until` over rows: the axes of the tensor that run along them, in the order of [Until#rows]; a row that has
///     stopped keeps its elements. Empty: the tensor goes on until the loop ends
public record Carried(Tensor tensor, List<Index> indices, Expr initial, Optional<Next> next, List<Integer> rows, Span span) {
  public Carried {
    indices = List.copyOf(indices);
    rows = List.copyOf(rows);
  }

  /// Every expression in it, outermost ones only.
  Stream<Expr> expressions() {
    return Stream.concat(Stream.of(initial), next.stream().flatMap(n -> Stream.of(n.where(), n.value())));
  }

  /// The new value of the elements at `indices` that satisfy `where`; the others keep theirs. All of a step's read the values before it.
  ///
  /// @param indices as in [Carried]
  /// @param where the literal true when absent
  public record Next(List<Index> indices, Expr where, Expr value, Span span) {
    public Next {
      indices = List.copyOf(indices);
    }
  }
}
