/// Tensor IR: a list of statements in index notation over tensors whose existence is spelled out in conditions. Plain values that print deterministically;
/// nothing here rewrites or lowers. Start at [Program], then [Term].
package dev.tulle.compiler.tensor;
