package dev.tulle.compiler.tensor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// For each value of `rows` on its own, the values of `element` that satisfy `where`, one after another: the body, then every `next` at once. In the body a carried tensor has
/// at the row the values that the elements before have made; its other rows are not read. Afterwards it has the last ones.
///
/// @param order in which the elements come: an integer tensor over `element`'s values, or over the rows and these. What it holds outside of the range of `element` is passed
///     over. Empty: ascending
/// @param where over rows and element
public record Fold(
    List<Axis> rows, Axis element, Optional<String> order, Term where, List<Carried> carried, List<FoldStep> body, Statement.Stage stage)
    implements Step {
  private static final int REGISTERS = 16;

  public Fold {
    rows = List.copyOf(rows);
    carried = List.copyOf(carried);
    body = List.copyOf(body);
  }

  /// What goes from element to element.
  ///
  /// @param tensor with the rows as its leading axes
  /// @param axes those behind the rows
  /// @param first over rows and axes
  /// @param room a tensor like it, for next values that do not fit into registers
  public record Carried(String tensor, List<Axis> axes, Term first, Next next, Optional<String> room) {
    public Carried {
      axes = List.copyOf(axes);
    }

    public Carried with(Term newFirst, Next newNext) {
      return new Carried(tensor, axes, newFirst, newNext, room);
    }
  }

  /// The new value at `axes`, where `where` holds; elsewhere it stays.
  public record Next(List<Axis> axes, Term where, Term value) {
    public Next {
      axes = List.copyOf(axes);
    }
  }

  /// Whether a value with these axes is small enough to be kept in registers, a name for each element.
  public static boolean fitsRegisters(List<Axis> axes) {
    long count = 1;
    for (Axis a : axes) {
      OptionalLong extent = Arithmetic.constant(a.extent());
      if (extent.isEmpty() || extent.getAsLong() > REGISTERS) return false;
      count *= extent.getAsLong();
    }
    return count <= REGISTERS;
  }

  public Fold with(Statement.Stage newStage) {
    return new Fold(rows, element, order, where, carried, body, newStage);
  }

  /// With other terms.
  public Fold map(UnaryOperator<Term> f) {
    List<Carried> others = carried.stream()
        .map(c -> c.with(f.apply(c.first()), new Next(c.next().axes(), f.apply(c.next().where()), f.apply(c.next().value()))))
        .toList();
    return with(f.apply(where), others, body.stream().map(s -> s.with(f.apply(s.term()))).toList());
  }

  public Fold with(Term newWhere, List<Carried> newCarried, List<FoldStep> newBody) {
    return new Fold(rows, element, order, newWhere, newCarried, newBody, stage);
  }

  /// Those around the body.
  public List<Axis> around() {
    return Stream.concat(rows.stream(), Stream.of(element)).toList();
  }

  /// What only the body can read, or reads as it stands at the row: values and carried tensors.
  public Set<String> locals() {
    Stream<String> values = body.stream().flatMap(s -> s instanceof FoldStep.Let l ? Stream.of(l.name()) : Stream.empty());
    return Stream.concat(values, carried.stream().map(Carried::tensor)).collect(Collectors.toSet());
  }

  /// Every list of axes that it binds.
  Stream<List<Axis>> binders() {
    return Stream.of(
        Stream.of(rows, List.of(element)),
        carried.stream().flatMap(c -> Stream.of(c.axes(), c.next().axes())),
        body.stream().flatMap(s -> s instanceof FoldStep.Let l ? Stream.of(l.axes()) : Stream.empty()))
        .flatMap(s -> s);
  }
}
