package dev.tulle.compiler.tensor;

import java.util.List;

/// What the body of a [Fold] does for one element, in order.
public sealed interface FoldStep {
  Term term();

  FoldStep with(Term term);

  /// A value of this element alone.
  ///
  /// @param name declared with [Declaration.Role#VALUE]
  record Let(String name, List<Axis> axes, Term term) implements FoldStep {
    public Let {
      axes = List.copyOf(axes);
    }

    @Override
    public Let with(Term other) {
      return new Let(name, axes, other);
    }
  }

  /// Discards the element where the condition holds.
  record Skip(Term term) implements FoldStep {
    @Override
    public Skip with(Term other) {
      return new Skip(other);
    }
  }

  /// Discards the element where the condition holds, and ends the row.
  record Stop(Term term) implements FoldStep {
    @Override
    public Stop with(Term other) {
      return new Stop(other);
    }
  }
}
