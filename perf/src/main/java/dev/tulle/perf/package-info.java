/// Benchmarks and the report that sets them beside their peers. Nothing here is needed to build, test or use Tulle. Start at [PerfCommand].
package dev.tulle.perf;
