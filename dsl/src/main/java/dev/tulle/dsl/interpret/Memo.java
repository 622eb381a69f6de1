package dev.tulle.dsl.interpret;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What was computed once for each combination of the index variables that it depends on: a row, or a reduction that does not change with
/// every element.
final class Memo<T> {
  private final Loop dependsOn;
  private final Map<Long, T> known = new HashMap<>();

  Memo(Loop dependsOn) {
    this.dependsOn = dependsOn;
  }

  void forget() {
    known.clear();
  }

  T get(int[] indices, Supplier<T> compute) {
    long key = dependsOn.position(indices);
    T value = known.get(key);
    if (value == null) {
      value = compute.get();
      known.put(key, value);
    }
    return value;
  }
}
