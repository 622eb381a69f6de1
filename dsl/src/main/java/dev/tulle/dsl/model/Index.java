package dev.tulle.dsl.model;

/// An index variable, bound by one definition or one operator; it takes the values `0 … range − 1`. Two indices are the same only if they are the same object:
/// every binder makes a new one, so there is no capture.
public final class Index {
  private final String name;
  private final Expr range;

  public Index(String name, Expr range) {
    this.name = name;
    this.range = range;
  }

  public String name() {
    return name;
  }

  /// The number of values: an integer expression over literals and [Expr.SizeValue]s only.
  public Expr range() {
    return range;
  }

  @Override
  public String toString() {
    return name;
  }
}
