package dev.tulle.dsl.interpret;

/// A statement that is ready to be evaluated, as often as wanted: each time it reads what the symbols hold then, and writes what it defines in place.
@FunctionalInterface
interface Action {
  /// @param indices the values of the variables that are bound around it; those that it binds itself are overwritten
  void run(int[] indices);
}
