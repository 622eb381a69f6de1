/// From Tensor IR to kernels and a plan, by the generic path: simple loops that are right for every statement. Contractions have a schedule of their
/// own where items run side by side: [LowerContraction]. Knows nothing of any model, and of a machine only what
/// its [dev.tulle.kernel.device.Target] says. Start at [LowerProgram], then [LowerStatement].
package dev.tulle.compiler.lower;
