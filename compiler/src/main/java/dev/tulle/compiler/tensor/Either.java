package dev.tulle.compiler.tensor;

import java.util.List;

/// One of two ways to the same tensors, by the sizes of the run.
///
/// @param condition over sizes
/// @param then what is done where it holds
/// @param otherwise what is done elsewhere
public record Either(Term condition, List<Statement> then, List<Statement> otherwise) implements Step {
  public Either {
    then = List.copyOf(then);
    otherwise = List.copyOf(otherwise);
  }

  @Override
  public Statement.Stage stage() {
    return Statement.Stage.RUN;
  }
}
