package dev.tulle.perf.measure;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// One who computes the result of a case.
///
/// @param run computes it once
/// @param result what the last run computed: floats, in the order of the case's result
public record Contestant(String name, Runnable run, Supplier<MemorySegment> result) {}
