/// The functions that Kernel IR has no node for, spelled in nodes that it has, so that every device computes the same bits. Holds
/// expressions only: no statement, no choice of lanes or target, and no table in memory. Start at [MathLibrary].
package dev.tulle.compiler.math;
