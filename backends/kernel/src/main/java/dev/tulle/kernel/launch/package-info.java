/// What backends have in common whose devices are given source text: what has to be known of a kernel to launch it, and a cache on disk for
/// what their compilers made. Calls no driver. Start at [LaunchCard].
package dev.tulle.kernel.launch;
