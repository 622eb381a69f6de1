package dev.tulle.kernel.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The facts that hold at one place of a kernel, the outermost first. Immutable: a branch adds to its own.
record Path(Path outer, List<Fact> own) {
  static final Path EMPTY = new Path(null, List.of());

  Path with(List<Fact> facts) {
    return facts.isEmpty() ? this : new Path(this, facts);
  }

  List<Fact> facts() {
    List<List<Fact>> parts = new ArrayList<>();
    for (Path p = this; p != null; p = p.outer) parts.add(p.own);
    Collections.reverse(parts);
    return parts.stream().flatMap(List::stream).toList();
  }
}
