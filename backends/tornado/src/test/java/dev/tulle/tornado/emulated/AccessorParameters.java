package dev.tulle.tornado.emulated;

import dev.tulle.tornado.emulated.common.Access;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The arguments of a prebuilt task.
public final class AccessorParameters {
  /// One of them.
  public record Pair(Object object, Access access) {}

  private final List<Pair> pairs;

  public AccessorParameters(int count) {
    pairs = new ArrayList<>(Collections.nCopies(count, null));
  }

  public void set(int index, Object object, Access access) {
    pairs.set(index, new Pair(object, access));
  }

  public List<Pair> pairs() {
    return List.copyOf(pairs);
  }
}
