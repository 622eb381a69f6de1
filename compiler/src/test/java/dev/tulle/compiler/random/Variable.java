package dev.tulle.compiler.random;

/// An index variable in scope.
///
/// @param size what it ranges over, as it is written
record Variable(String name, String size) {
  /// As a binder; the range is left out now and then by who prints it.
  String binder() {
    return name + ": " + size;
  }
}
