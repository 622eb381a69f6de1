package dev.tulle.kernel.interpret;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// What a running kernel holds: a slot for each name, and the status words.
final class Frame {
  final long[] scalars;
  final long[][] vectors;
  final Memory[] memories;

  /// Both present in race mode only.
  final Optional<RaceDetector> races;

  final Optional<Random> order;

  private final MemorySegment status;

  Frame(int slots, MemorySegment status, Optional<RaceDetector> races, Optional<Random> order) {
    this.scalars = new long[slots];
    this.vectors = new long[slots][];
    this.memories = new Memory[slots];
    this.status = status;
    this.races = races;
    this.order = order;
  }

  void fail(int site, long position, long value) {
    long word = position << 32 | value & 0xffff_ffffL;
    long offset = site * 8L;
    if (word < status.get(ValueLayout.JAVA_LONG_UNALIGNED, offset)) status.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, word);
  }

  boolean hasSite(int site) {
    return site >= 0 && site < status.byteSize() / 8;
  }

  /// `0 … count − 1`, shuffled in race mode.
  int[] order(int count) {
    int[] all = IntStream.range(0, count).toArray();
    order.ifPresent(
        random -> {
          for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = all[i];
            all[i] = all[j];
            all[j] = swap;
          }
        });
    return all;
  }
}
