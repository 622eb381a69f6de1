package dev.tulle.perf.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What the machine can do at most: fused multiply-adds without any memory, and reading memory without any work. Both take part in the rounds like the contestants, so
/// that they have the same share of a machine that others use, too.
final class Ceilings implements AutoCloseable {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 16;
  private static final int STEPS = 4_000_000;
  /// For each thread; several times what any cache holds for it.
  private static final long BYTES = 192L << 20;

  private final int threads;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> memory = new ArrayList<>();
  private final ExecutorService executor;
  private volatile float sink;

  Ceilings(int threads) {
    this.threads = threads;
    executor = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) memory.add(arena.allocate(BYTES, 64).fill((byte) 1));
  }

  /// How many operations [#multiplyAdd] makes.
  double operations() {
    return 2.0 * threads * CHAINS * SPECIES.length() * STEPS;
  }

  /// How many bytes [#read] reads.
  double bytes() {
    return (double) threads * BYTES;
  }

  void multiplyAdd() {
    onAll(_ -> chains(0.999f, 0.5f));
  }

  void read() {
    onAll(i -> sum(memory.get(i)));
  }

  private interface Work {
    float run(int thread);
  }

  private void onAll(Work work) {
    List<Future<Float>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      running.add(executor.submit(() -> work.run(thread)));
    }
    try {
      for (Future<Float> r : running) sink = r.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Named variables, because vectors in an array would not stay in registers; as many chains as cover the latency twice.
  private static float chains(float factor, float summand) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    FloatVector s = FloatVector.broadcast(SPECIES, summand);
    FloatVector a = f, b = s, c = f, d = s, e = f, g = s, h = f, i = s, j = f, k = s, l = f, m = s, n = f, o = s, p = f, q = s;
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(f, s);
      b = b.fma(f, s);
      c = c.fma(f, s);
      d = d.fma(f, s);
      e = e.fma(f, s);
      g = g.fma(f, s);
      h = h.fma(f, s);
      i = i.fma(f, s);
      j = j.fma(f, s);
      k = k.fma(f, s);
      l = l.fma(f, s);
      m = m.fma(f, s);
      n = n.fma(f, s);
      o = o.fma(f, s);
      p = p.fma(f, s);
      q = q.fma(f, s);
    }
    FloatVector all = a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).add(l).add(m).add(n).add(o).add(p).add(q);
    return all.lane(0);
  }

  private static float sum(MemorySegment data) {
    FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    int width = SPECIES.vectorByteSize();
    for (long at = 0; at < BYTES; at += 8L * width) {
      a = a.add(FloatVector.fromMemorySegment(SPECIES, data, at, ByteOrder.nativeOrder()));
      b = b.add(FloatVector.fromMemorySegment(SPECIES, data, at + width, ByteOrder.nativeOrder()));
      c = c.add(FloatVector.fromMemorySegment(SPECIES, data, at + 2L * width, ByteOrder.nativeOrder()));
      d = d.add(FloatVector.fromMemorySegment(SPECIES, data, at + 3L * width, ByteOrder.nativeOrder()));
      e = e.add(FloatVector.fromMemorySegment(SPECIES, data, at + 4L * width, ByteOrder.nativeOrder()));
      f = f.add(FloatVector.fromMemorySegment(SPECIES, data, at + 5L * width, ByteOrder.nativeOrder()));
      g = g.add(FloatVector.fromMemorySegment(SPECIES, data, at + 6L * width, ByteOrder.nativeOrder()));
      h = h.add(FloatVector.fromMemorySegment(SPECIES, data, at + 7L * width, ByteOrder.nativeOrder()));
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).lane(0);
  }

  @Override
  public void close() {
    executor.close();
    arena.close();
  }
}
