package dev.tulle.compiler.tensor;

import java.util.List;

/// `target[axes…] = value` for all index values that satisfy `where`. For a pattern `value` is its membership and `where` is true.
public record Statement(String target, List<Axis> axes, Term where, Term value, Stage stage) implements Step {
  /// When a statement is computed.
  public enum Stage {
    /// Once, when the weights are bound.
    OPEN,
    /// At every run.
    RUN,
    /// After a run that ended without an error: the target is a state, which keeps its other elements.
    COMMIT
  }

  public Statement {
    axes = List.copyOf(axes);
  }

  public Statement with(Term newWhere, Term newValue) {
    return new Statement(target, axes, newWhere, newValue, stage);
  }

  public Statement with(Stage newStage) {
    return new Statement(target, axes, where, value, newStage);
  }
}
