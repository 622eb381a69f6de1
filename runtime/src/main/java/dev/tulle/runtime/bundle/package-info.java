/// A compiled model: plan, kernels and their code for each target, in memory and as a `.bolt` file (a zip). Runs nothing, and treats every
/// file as hostile. Start at [Bundle].
package dev.tulle.runtime.bundle;
