package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.DenseLibrary;
import dev.tulle.perf.peer.Unavailable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Gathers ours and the peers that can be had, and remembers why others cannot.
final class Contestants {
  private final List<Contestant> present = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  Contestants(Contestant ours) {
    present.add(ours);
  }

  interface Opening {
    Contestant open() throws Unavailable;
  }

  interface DenseOpening {
    DenseLibrary open() throws Unavailable;
  }

  /// @param name of the peer, should it not be there to say it
  Contestants add(String name, Opening peer) {
    try {
      present.add(peer.open());
    } catch (Unavailable e) {
      missing.add(name + ": " + e.getMessage().replace('|', ' ').replace('\n', ' '));
    }
    return this;
  }

  /// A dense product, `a[rows, inner] · b`; see [DenseLibrary].
  ///
  /// @param remark goes behind the library's name
  Contestants dense(String name, DenseOpening peer, String remark, MemorySegment a, MemorySegment b, boolean transposed, int[] sizes) {
    return add(name, () -> {
      DenseLibrary library = peer.open();
      MemorySegment c = floats((long) sizes[0] * sizes[1]);
      return new Contestant(
          library.name() + remark, () -> library.multiply(a, b, transposed, c, sizes[0], sizes[1], sizes[2]), () -> c);
    });
  }

  /// Memory for a result.
  static MemorySegment floats(long count) {
    return Arena.global().allocate(count * Float.BYTES, 64);
  }

  Case in(String name, int threads, double operations, double bytes, Wanted wanted) {
    return new Case(name, threads, operations, bytes, present, missing, wanted);
  }
}
