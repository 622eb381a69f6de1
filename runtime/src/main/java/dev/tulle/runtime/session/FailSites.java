package dev.tulle.runtime.session;

import dev.tulle.kernel.device.Device;
import dev.tulle.kernel.device.Device.DeviceMemory;
import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/// The status words, in which kernels say what data turned out wrong.
final class FailSites implements AutoCloseable {
  private static final long NOTHING = Long.MAX_VALUE;

  private final List<Plan.Site> sites;
  private final long[] words;
  private final DeviceMemory memory;

  FailSites(List<Plan.Site> sites, Device device) {
    this.sites = sites;
    this.words = new long[Math.max(sites.size(), 1)];
    this.memory = device.allocate(words.length * 8L);
  }

  /// The memory for kernels to write into, with nothing in it.
  DeviceMemory cleared() {
    Arrays.fill(words, NOTHING);
    memory.write(0, MemorySegment.ofArray(words));
    return memory;
  }

  /// Waits for the kernels.
  ///
  /// @throws TulleException `INDEX` for the first site that failed, at the first position where it did
  void check(BoundSizes sizes) {
    memory.read(0, MemorySegment.ofArray(words));
    for (int i = 0; i < sites.size(); i++) if (words[i] != NOTHING) throw failure(sites.get(i), words[i], sizes);
  }

  private static TulleException failure(Plan.Site site, long word, BoundSizes sizes) {
    long[] extents = sizes.shape(site.extents(), "a statement");
    String message = site.message()
        .replace("{value}", Integer.toString((int) word))
        .replace("{size}", Long.toString(sizes.evaluate(site.size())))
        .replace("{position}", position(site.axes(), extents, word >>> 32));
    return new TulleException(Code.INDEX, message);
  }

  /// `t = 3, d = 0`
  private static String position(List<String> axes, long[] extents, long position) {
    if (position >= Shape.count(extents)) return "position " + position;
    long[] index = Shape.index(extents, position);
    StringJoiner text = new StringJoiner(", ");
    for (int axis = 0; axis < index.length; axis++) text.add(axes.get(axis) + " = " + index[axis]);
    return axes.isEmpty() ? "its only position" : text.toString();
  }

  @Override
  public void close() {
    memory.close();
  }
}
