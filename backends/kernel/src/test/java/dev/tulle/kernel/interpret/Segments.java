package dev.tulle.kernel.interpret;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Buffers and status words for tests.
public final class Segments {
  private Segments() {}

  public static MemorySegment of(float... values) {
    return MemorySegment.ofArray(values);
  }

  public static MemorySegment of(int... values) {
    return MemorySegment.ofArray(values);
  }

  public static MemorySegment of(long... values) {
    return MemorySegment.ofArray(values);
  }

  /// `count` words without a failure.
  public static MemorySegment status(int count) {
    long[] words = new long[count];
    Arrays.fill(words, Long.MAX_VALUE);
    return MemorySegment.ofArray(words);
  }

  public static float[] floats(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  public static int[] ints(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  public static long[] longs(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }
}
