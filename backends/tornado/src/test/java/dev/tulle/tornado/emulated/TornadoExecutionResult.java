package dev.tulle.tornado.emulated;

/// What was carried out.
public record TornadoExecutionResult(TornadoExecutionPlan plan) {
  public TornadoExecutionResult transferToHost(Object... objects) {
    plan.fetch(objects);
    return this;
  }
}
