/// How a case is measured: contestants take turns in one process, ceilings of the machine among them, and their results are checked against double precision. Knows
/// neither the cases nor the peers. Start at [SideBySide].
package dev.tulle.perf.measure;
