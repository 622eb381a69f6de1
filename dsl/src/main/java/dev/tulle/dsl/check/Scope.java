package dev.tulle.dsl.check;

import dev.tulle.dsl.model.Index;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names of one model or of one call of a layer. One namespace; nothing is shadowed.
final class Scope {
  private final Map<String, Thing> things = new LinkedHashMap<>();
  /// What names of this scope are called in the model: `b3.` before `w`; empty for the model itself.
  final String path;
  /// The indices over which a layer is called: each of its definitions has them as leading axes.
  final List<Index> batch;
  /// Whether the layer call was bound by a `let`, so that it may own weights.
  final boolean named;

  Scope(String path, List<Index> batch, boolean named) {
    this.path = path;
    this.batch = List.copyOf(batch);
    this.named = named;
  }

  Thing find(String name) {
    return things.get(name);
  }

  void put(String name, Thing thing) {
    things.put(name, thing);
  }

  List<String> names() {
    return new ArrayList<>(things.keySet());
  }
}
