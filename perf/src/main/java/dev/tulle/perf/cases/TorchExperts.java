package dev.tulle.perf.cases;

import dev.tulle.perf.peer.Torch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Gated experts as one writes them with libtorch: for each expert its tokens are gathered, go through three products, and come back.
final class TorchExperts {
  private static final int SLOTS = Experts.TOKENS * Experts.CHOSEN;

  private final Torch torch;
  private final long x;
  private final long gate;
  private final List<long[]> weights = new ArrayList<>();
  private final MemorySegment bySlot = Contestants.floats((long) SLOTS * Experts.WIDTH);
  private final MemorySegment result = Contestants.floats((long) Experts.TOKENS * Experts.WIDTH);
  /// What the current run has made.
  private final List<Long> made = new ArrayList<>();

  TorchExperts(Torch torch, Experts.Data data) {
    this.torch = torch;
    x = torch.floats(data.x().data(), Experts.TOKENS, Experts.WIDTH);
    gate = torch.transposed(data.gate().data(), Experts.EXPERTS, Experts.WIDTH);
    long bytes = (long) Experts.WIDTH * Experts.HIDDEN * Float.BYTES;
    for (int e = 0; e < Experts.EXPERTS; e++) {
      weights.add(
          new long[] {
              torch.transposed(data.wg().data().asSlice(e * bytes, bytes), Experts.HIDDEN, Experts.WIDTH),
              torch.transposed(data.wi().data().asSlice(e * bytes, bytes), Experts.HIDDEN, Experts.WIDTH),
              torch.transposed(data.wo().data().asSlice(e * bytes, bytes), Experts.WIDTH, Experts.HIDDEN)});
    }
  }

  void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment logits = torch.data(keep(torch.apply("aten::mm", x, gate)), (long) Experts.TOKENS * Experts.EXPERTS * Float.BYTES);
      List<List<Long>> tokens = new ArrayList<>();
      for (int e = 0; e < Experts.EXPERTS; e++) tokens.add(new ArrayList<>());
      MemorySegment shares = arena.allocate(ValueLayout.JAVA_FLOAT, SLOTS);
      int[] experts = new int[SLOTS];
      long[] place = new long[SLOTS];
      for (int t = 0; t < Experts.TOKENS; t++) {
        double[] row = new double[Experts.EXPERTS];
        for (int e = 0; e < row.length; e++) row[e] = logits.getAtIndex(ValueLayout.JAVA_FLOAT, (long) t * Experts.EXPERTS + e);
        Experts.Routing routing = Experts.Routing.of(row);
        for (int k = 0; k < Experts.CHOSEN; k++) {
          int slot = t * Experts.CHOSEN + k;
          experts[slot] = routing.experts()[k];
          place[slot] = tokens.get(experts[slot]).size();
          tokens.get(experts[slot]).add((long) t);
          shares.setAtIndex(ValueLayout.JAVA_FLOAT, slot, (float) routing.weights()[k]);
        }
      }
      long[] first = new long[Experts.EXPERTS + 1];
      for (int e = 0; e < Experts.EXPERTS; e++) first[e + 1] = first[e] + expert(arena, e, tokens.get(e), first[e]);
      for (int slot = 0; slot < SLOTS; slot++) place[slot] += first[experts[slot]];
      combine(arena, shares, place);
    }
    made.forEach(torch::delete);
    made.clear();
  }

  /// Computes the rows of one expert, from row `at` on.
  private long expert(Arena arena, int e, List<Long> tokens, long at) {
    if (tokens.isEmpty()) return 0;
    long[] w = weights.get(e);
    MemorySegment list = arena.allocateFrom(ValueLayout.JAVA_LONG, tokens.stream().mapToLong(t -> t).toArray());
    long rows = keep(torch.rows(x, keep(torch.longs(list, tokens.size()))));
    long gated = keep(torch.apply("aten::silu", keep(torch.apply("aten::mm", rows, w[0]))));
    long hidden = keep(torch.apply("aten::mul.Tensor", gated, keep(torch.apply("aten::mm", rows, w[1]))));
    long output = keep(torch.apply("aten::mm", hidden, w[2]));
    long bytes = (long) tokens.size() * Experts.WIDTH * Float.BYTES;
    MemorySegment.copy(torch.data(output, bytes), 0, bySlot, at * Experts.WIDTH * Float.BYTES, bytes);
    return tokens.size();
  }

  private void combine(Arena arena, MemorySegment shares, long[] place) {
    long list = keep(torch.longs(arena.allocateFrom(ValueLayout.JAVA_LONG, place), SLOTS));
    long gathered = keep(torch.rows(keep(torch.floats(bySlot, SLOTS, Experts.WIDTH)), list));
    MemorySegment data = torch.data(gathered, bySlot.byteSize());
    long pairs = keep(torch.floats(data, Experts.TOKENS, Experts.CHOSEN, Experts.WIDTH));
    long y = keep(torch.apply("aten::bmm", keep(torch.floats(shares, Experts.TOKENS, 1, Experts.CHOSEN)), pairs));
    MemorySegment.copy(torch.data(y, result.byteSize()), 0, result, 0, result.byteSize());
  }

  private long keep(long tensor) {
    made.add(tensor);
    return tensor;
  }

  MemorySegment result() {
    return result;
  }
}
