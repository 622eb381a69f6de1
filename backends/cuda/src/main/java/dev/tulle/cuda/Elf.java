package dev.tulle.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The outline of an ELF file. A driver is given machine code by its address alone and believes the offsets in it, so they are looked at
/// first.
final class Elf {
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int SEGMENT = 56;
  /// A section without bytes in the file.
  private static final int NO_BITS = 8;

  private Elf() {}

  /// Whether the bytes are a 64-bit ELF file whose tables, sections and segments all lie inside.
  static boolean isWhole(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER || file.getInt(0) != 0x464c457f || bytes[4] != 2 || bytes[5] != 1) return false;
    long segments = file.getLong(32);
    long sections = file.getLong(40);
    int segmentCount = Short.toUnsignedInt(file.getShort(56));
    int sectionCount = Short.toUnsignedInt(file.getShort(60));
    if (segmentCount > 0 && file.getShort(54) != SEGMENT || sectionCount > 0 && file.getShort(58) != SECTION) return false;
    if (!lies(segments, (long) segmentCount * SEGMENT, bytes) || !lies(sections, (long) sectionCount * SECTION, bytes)) return false;
    for (int i = 0; i < sectionCount; i++) {
      int section = (int) sections + i * SECTION;
      if (file.getInt(section + 4) != NO_BITS && !lies(file.getLong(section + 24), file.getLong(section + 32), bytes)) return false;
    }
    for (int i = 0; i < segmentCount; i++) {
      int segment = (int) segments + i * SEGMENT;
      if (!lies(file.getLong(segment + 8), file.getLong(segment + 32), bytes)) return false;
    }
    return true;
  }

  private static boolean lies(long offset, long size, byte[] bytes) {
    return size == 0 || offset >= 0 && size > 0 && size <= bytes.length && offset <= bytes.length - size;
  }
}
