/// Three small kernels that together use groups, items, group memory, reductions, prefix sums and guarded tiles: what every backend's
/// emitter is tried on first. No program contains them and the compiler never reads them. Start at
/// [ProbeKernels]; [NodeKernels] has one kernel for each node.
package dev.tulle.kernel.probe;
