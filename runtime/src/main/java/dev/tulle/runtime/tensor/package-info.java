/// Data that goes into a session and comes out of it: [Tensor] (dense, over memory of whoever made it) and [SparseTensor] (positions and
/// values). Knows no device and no file. Start at [Tensor].
package dev.tulle.runtime.tensor;
