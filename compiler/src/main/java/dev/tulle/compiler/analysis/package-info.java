/// Questions about Tensor IR: how an index enters a term, what an atom bounds, which pieces a condition has, what lanes allow. Rewrites nothing. Start at [Pieces].
package dev.tulle.compiler.analysis;
