package dev.tulle.dsl.interpret;

/// An expression made ready to run: its value (or [Absent#ABSENT]) for given values of the index variables, which stand in the slots that
/// [Scope] gave them. Integers are integral doubles, booleans 0 and 1.
@FunctionalInterface
interface Term {
  double at(int[] indices);
}
