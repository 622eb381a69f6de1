package dev.tulle.compiler.random;

import java.util.List;

/// What a program can read by name.
///
/// @param axes the sizes of its axes, as they are written; empty for a scalar
/// @param presence where it exists
/// @param exact whether no rounding decides about its elements, so that they may decide about others
record Thing(String name, Kind kind, List<String> axes, Presence presence, boolean exact) {
  enum Kind {
    FLOAT,
    INTEGER,
    BOOLEAN,
    PATTERN
  }

  enum Presence {
    EVERYWHERE,
    SOMEWHERE
  }

  static Thing dense(String name, Kind kind, List<String> axes, boolean exact) {
    return new Thing(name, kind, axes, Presence.EVERYWHERE, exact);
  }

  static Thing sparse(String name, Kind kind, List<String> axes, boolean exact) {
    return new Thing(name, kind, axes, Presence.SOMEWHERE, exact);
  }

  boolean isSparse() {
    return presence == Presence.SOMEWHERE;
  }

  /// The element at some indices.
  String at(List<String> indices) {
    return indices.isEmpty() ? name : name + "[" + String.join(", ", indices) + "]";
  }
}
