/// The CPU: kernels as Java classes with the Vector API, compiled ahead of time or in memory, run by a pool of workers over off-heap
/// memory. Knows no plan and never runs a class that [ClassGuard] has not read. Start at [CpuBackend].
package dev.tulle.cpu;
