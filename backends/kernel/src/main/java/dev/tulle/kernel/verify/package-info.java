/// Checks kernels after every pass: scopes, types, rights, bounds of every access, and that no two items or groups meet in memory. Changes
/// nothing, and what it cannot prove it reports as a violation. Start at [Verifier]; [Prover] is the arithmetic, [CheckAccesses] walks the
/// kernel with it.
package dev.tulle.kernel.verify;
