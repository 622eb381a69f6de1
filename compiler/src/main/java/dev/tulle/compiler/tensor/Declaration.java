package dev.tulle.compiler.tensor;

import dev.tulle.dsl.model.ElementType;
import java.util.List;
import java.util.Optional;

/// A tensor or stored pattern of the program (a pattern has element type `BOOL`).
///
/// @param extents of the axes, over sizes only
/// @param values the elements of a [Role#CONSTANT], else empty
/// @param below of integers that are positions: every element `x` that is read satisfies `0 ≤ x < below`
public record Declaration(
    String name, Role role, boolean pattern, ElementType element, List<Term> extents, Storage storage, List<Double> values, String doc,
    Optional<Term> below) {
  /// How it gets its elements.
  public enum Role {
    INPUT,
    WEIGHT,
    /// Kept by the session from run to run.
    STATE,
    CONSTANT,
    /// Computed by a statement, used by others.
    LOCAL,
    /// Computed by a statement and returned.
    OUTPUT,
    /// Computed by a statement, and kept as the next value of a state.
    NEXT,
    /// Computed by the body of a fold for one element, and gone with it.
    VALUE
  }

  /// Where its elements are kept.
  public sealed interface Storage {
    /// All of the box of its axes, whether they exist or not.
    record Dense() implements Storage {}

    /// Rows with offsets and ascending indices along the last axis.
    record Csr() implements Storage {}

    /// `n` slots for each group of `m` along the last axis.
    record Nm(int n, int m) implements Storage {}

    /// Lists of dense blocks over the last two axes.
    record Blocks(int rows, int columns) implements Storage {}
  }

  public Declaration(
      String name, Role role, boolean pattern, ElementType element, List<Term> extents, Storage storage, List<Double> values, String doc) {
    this(name, role, pattern, element, extents, storage, values, doc, Optional.empty());
  }

  /// A tensor of the program's own, dense.
  public static Declaration local(String name, ElementType element, List<Term> extents) {
    return new Declaration(name, Role.LOCAL, false, element, extents, new Storage.Dense(), List.of(), "");
  }

  public Declaration withBelow(Term limit) {
    return new Declaration(name, role, pattern, element, extents, storage, values, doc, Optional.of(limit));
  }

  public Declaration {
    extents = List.copyOf(extents);
    values = List.copyOf(values);
  }

  public boolean isDense() {
    return storage instanceof Storage.Dense;
  }

  public Declaration withRole(Role other) {
    return new Declaration(name, other, pattern, element, extents, storage, values, doc, below);
  }
}
