package dev.tulle.compiler.tensor;

/// A run-time size takes the value of a scalar that the steps before have computed; a negative one is 0. What depends on the size stands behind it. It is a step of the program
/// itself, never of a loop, and belongs to the run.
public record Measure(String size, String tensor) implements Step {
  @Override
  public Statement.Stage stage() {
    return Statement.Stage.RUN;
  }
}
