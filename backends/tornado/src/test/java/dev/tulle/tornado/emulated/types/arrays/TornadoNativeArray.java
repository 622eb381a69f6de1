package dev.tulle.tornado.emulated.types.arrays;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Elements behind a header, which begins with their number.
public abstract sealed class TornadoNativeArray permits LongArray, FloatArray {
  public static final long ARRAY_HEADER = 16;

  private final MemorySegment segment;

  TornadoNativeArray(int elements, int bytes) {
    segment = Arena.ofAuto().allocate(ARRAY_HEADER + (long) elements * bytes, 1);
    segment.set(ValueLayout.JAVA_INT_UNALIGNED, 0, elements);
  }

  public MemorySegment getSegment() {
    return segment.asSlice(ARRAY_HEADER);
  }

  public MemorySegment getSegmentWithHeader() {
    return segment;
  }
}
