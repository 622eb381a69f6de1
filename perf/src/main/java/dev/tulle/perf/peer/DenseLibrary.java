package dev.tulle.perf.peer;

import java.lang.foreign.MemorySegment;

/// A library that multiplies dense matrices in single precision. All matrices are stored row by row, without gaps.
public interface DenseLibrary {
  String name();

  /// `c = a · b`, by `a[rows, inner]` and `b[inner, columns]`, or `b[columns, inner]` if it is given transposed.
  void multiply(MemorySegment a, MemorySegment b, boolean transposed, MemorySegment c, int rows, int columns, int inner);
}
