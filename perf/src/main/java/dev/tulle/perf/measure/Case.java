package dev.tulle.perf.measure;

import java.util.List;

/// One row of the report.
///
/// @param operations floating-point operations that the result needs, a fused multiply-add being two
/// @param bytes what has to be read and written at least once
/// @param contestants ours first
/// @param missing the peers that cannot be had, each with the reason
public record Case(
    String name, int threads, double operations, double bytes, List<Contestant> contestants, List<String> missing, Wanted wanted) {
  public Case {
    contestants = List.copyOf(contestants);
    missing = List.copyOf(missing);
  }
}
