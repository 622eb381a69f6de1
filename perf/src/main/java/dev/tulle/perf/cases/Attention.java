package dev.tulle.perf.cases;

import dev.tulle.perf.measure.Case;
import dev.tulle.perf.measure.Contestant;
import dev.tulle.perf.measure.SideBySide;
import dev.tulle.perf.measure.Wanted;
import dev.tulle.perf.peer.Torch;
import dev.tulle.perf.peer.Unavailable;
import dev.tulle.runtime.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;

/// Attention over 4096 positions, 64 wide, beside the fused kernel of libtorch.
public class Attention extends SideBySide {
  private static final int POSITIONS = 4096;
  private static final int WIDTH = 64;

  /// What a position sees.
  public enum Seen {
    WINDOW("window.tulle", "window 256 and 4 sinks", 8) {
      @Override
      boolean sees(int i, int j) {
        return j <= i && (i - j < 256 || j < 4);
      }
    },
    CAUSAL("causal.tulle", "causal", 1) {
      @Override
      boolean sees(int i, int j) {
        return j <= i;
      }
    };

    private final String file;
    private final String text;
    private final int heads;

    Seen(String file, String text, int heads) {
      this.file = file;
      this.text = text;
      this.heads = heads;
    }

    abstract boolean sees(int i, int j);

    int count(int i) {
      return (int) IntStream.range(0, POSITIONS).filter(j -> sees(i, j)).count();
    }
  }

  @Param
  Seen seen;

  @Param({"1", "2"})
  int threads;

  @Override
  protected String title() {
    return "attention, " + seen.text + ", " + seen.heads + (seen.heads == 1 ? " head" : " heads");
  }

  @Override
  protected Case prepare() {
    Tensor q = Fresh.tensor(seen.heads, POSITIONS, WIDTH);
    Tensor k = Fresh.tensor(seen.heads, POSITIONS, WIDTH);
    Tensor v = Fresh.tensor(seen.heads, POSITIONS, WIDTH);
    var ours = Ours.open(seen.file, Ours.options(Map.of(), Map.of()), threads, Map.of(), Map.of("q", q, "k", k, "v", v), "o");
    double pairs = (double) seen.heads * IntStream.range(0, POSITIONS).mapToLong(seen::count).sum();
    Reference reference = new Reference(seen, q, k, v);
    return new Contestants(ours).add("libtorch", () -> torch(q, k, v))
        .in(
            title(), threads, 4 * WIDTH * pairs, 16.0 * q.count(),
            Wanted.of((long) seen.heads * POSITIONS, WIDTH, row -> reference.row((int) row)));
  }

  private Contestant torch(Tensor q, Tensor k, Tensor v) throws Unavailable {
    Torch torch = Torch.open(threads);
    long[] shape = {1, seen.heads, POSITIONS, WIDTH};
    long[] handles = {torch.floats(q.data(), shape), torch.floats(k.data(), shape), torch.floats(v.data(), shape)};
    boolean causal = seen == Seen.CAUSAL;
    Optional<Long> mask = causal ? Optional.empty() : Optional.of(torch.floats(mask(), 1, 1, POSITIONS, POSITIONS));
    MemorySegment copy = Contestants.floats(q.count());
    long[] last = {0};
    return new Contestant(torch.name() + (causal ? " SDPA, causal" : " SDPA with a mask"), () -> {
      if (last[0] != 0) torch.delete(last[0]);
      last[0] = torch.attention(handles[0], handles[1], handles[2], mask, causal);
    }, () -> {
      torch.copyTo(copy, last[0], shape);
      return copy;
    });
  }

  private MemorySegment mask() {
    MemorySegment mask = Contestants.floats((long) POSITIONS * POSITIONS);
    for (int i = 0; i < POSITIONS; i++) {
      for (int j = 0; j < POSITIONS; j++) {
        mask.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * POSITIONS + j, seen.sees(i, j) ? 0 : Float.NEGATIVE_INFINITY);
      }
    }
    return mask;
  }

  /// Rows of the result in double precision, from the definition.
  private record Reference(Seen seen, Tensor q, Tensor k, Tensor v) {
    double[] row(int row) {
      int head = row / POSITIONS * POSITIONS;
      double weights = 0;
      double[] sums = new double[WIDTH];
      for (int j = 0; j < POSITIONS; j++) {
        if (!seen.sees(row - head, j)) continue;
        double weight = Math.exp(LinearLayer.dot(q, row, k, head + j, WIDTH) / Math.sqrt(WIDTH)); // small scores: no maximum is needed
        weights += weight;
        for (int d = 0; d < WIDTH; d++) sums[d] += weight * Fresh.at(v, (long) (head + j) * WIDTH + d);
      }
      for (int d = 0; d < WIDTH; d++) sums[d] /= weights;
      return sums;
    }
  }
}
