/// The plan of a model: what is bound, which buffers live how long, which kernels run when. Plain data, a versioned format on disk; nothing
/// here runs. Start at [Plan].
package dev.tulle.runtime.plan;
