/// Kernel IR: explicit loops over buffers with shapes, typed scalars and short vectors, structured phases instead of barriers. Records
/// refuse ill-typed children when they are built; nothing here prints, checks bounds or runs. Start at [Kernel].
package dev.tulle.kernel.ir;
