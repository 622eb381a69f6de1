/// The same few workloads on any one device, timed by its own clock and compared with plain loops in double on some of their elements. No
/// harness: a device that is measured has no compiler in its way, and a GPU machine may have little room. Start at [MeasureDevice].
package dev.tulle.perf.device;
