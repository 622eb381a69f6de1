package dev.tulle.runtime.bundle;

import java.nio.file.Path;

/// Writes bundles: the same bundle gives the same bytes.
public final class BundleWriter {
  private BundleWriter() {}

  /// Writes a `.bolt` file, or replaces one as a whole.
  public static void write(Bundle bundle, Path file) {
    throw new UnsupportedOperationException("being written");
  }
}
