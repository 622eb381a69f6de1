package dev.tulle.runtime.file;

import java.time.LocalDateTime;
import java.util.zip.ZipEntry;

/// What all zips that Tulle writes have in common.
public final class Zips {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Zips() {}

  /// An entry with a fixed time, so that the same contents give the same bytes.
  public static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(EPOCH);
    return entry;
  }
}
