package dev.tulle.runtime.bundle;

import java.nio.file.Path;

/// Reads bundles, which may come from anyone: sizes, names, digests and every reference are checked before anything is believed.
public final class BundleReader {
  private BundleReader() {}

  /// @throws dev.tulle.runtime.TulleException `FILE` for what is no bundle or a truncated one, `VERSION` for another format version, `UNTRUSTED` for an altered one
  public static Bundle read(Path file) {
    throw new UnsupportedOperationException("being written");
  }
}
