package dev.tulle.models.minilm;

import dev.tulle.runtime.TulleException;
import org.junit.jupiter.api.Assumptions;

/// The real model for tests: fetched once for all of them, and a reason to skip them where it cannot be had.
public final class PublishedModel {
  private PublishedModel() {}

  public static MiniLmFiles orSkip() {
    try {
      return MiniLmFiles.obtain(System.out::println);
    } catch (TulleException e) {
      return Assumptions.abort("the published model cannot be had: " + e.getMessage());
    }
  }
}
