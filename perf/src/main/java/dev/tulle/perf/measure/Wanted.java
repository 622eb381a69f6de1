package dev.tulle.perf.measure;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// What the result should be, in double precision: all elements, or evenly spread rows of them where all would take too long.
///
/// @param positions in the result
/// @param values at these positions
public record Wanted(List<Long> positions, double[] values) {
  private static final int ELEMENTS = 1 << 16;

  /// Computes some `1 << 16` elements, in whole rows.
  ///
  /// @param row the values of a row of the result
  public static Wanted of(long rows, long width, LongFunction<double[]> row) {
    long step = Math.max(1, rows * width / ELEMENTS);
    // An odd step meets every remainder, so that no part of a tile goes unseen.
    long odd = step % 2 == 0 ? step + 1 : step;
    long[] chosen = LongStream.range(0, rows).filter(r -> r % odd == 0).toArray();
    double[] values = LongStream.of(chosen).parallel().mapToObj(row).flatMapToDouble(DoubleStream::of).toArray();
    return new Wanted(LongStream.of(chosen).flatMap(r -> LongStream.range(r * width, (r + 1) * width)).boxed().toList(), values);
  }

  /// The largest difference of an element, as a share of the largest element; NaN if a NaN is where none should be.
  public double error(MemorySegment result) {
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs(result.getAtIndex(ValueLayout.JAVA_FLOAT, positions.get(i)) - values[i]);
      if (!(difference <= largest)) largest = difference;
      if (Double.isNaN(difference)) return Double.NaN;
      scale = Math.max(scale, Math.abs(values[i]));
    }
    return largest / scale;
  }
}
