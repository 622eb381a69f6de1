package dev.tulle.tornado;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.device.DeviceException;
import dev.tulle.tornado.TornadoApi.Transfer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Launches that wait until somebody looks at the memory: then they are carried out as one [LaunchChain]. Chains are kept, so that the same launches over the same
/// arrays are not made into task graphs, and compiled, again. What TornadoVM throws in the middle of a chain leaves memory undefined: the device is then lost, and
/// says so from then on.
final class LaunchQueue implements AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();
  /// Launches of one chain, and of all that are kept: TornadoVM needs about a megabyte of the heap for each graph.
  private static final int LONGEST = 128;
  private static final int KEPT = 256;

  private final TornadoApi api;
  private final DeviceFacts facts;
  private final ArrayPool pool;
  private List<PendingLaunch> pending = new ArrayList<>();
  /// The one that was used longest ago first.
  private final LinkedHashMap<List<PendingLaunch>, LaunchChain> chains = new LinkedHashMap<>(16, 0.75f, true);
  private Optional<String> lost = Optional.empty();
  private boolean closed;

  LaunchQueue(TornadoApi api, DeviceFacts facts) {
    this.api = api;
    this.facts = facts;
    pool = new ArrayPool(api);
  }

  boolean isClosed() {
    return closed;
  }

  /// @throws DeviceException if the device was lost before
  /// @throws IllegalStateException after [#close]
  void checkUsable() {
    if (closed) throw new IllegalStateException("the TornadoVM device is used after it was closed");
    lost.ifPresent(reason -> {
      throw new DeviceException("the TornadoVM device was lost, open the model again: " + reason);
    });
  }

  /// @throws OutOfMemoryError if there is no room
  DeviceArray take(long bytes) {
    checkUsable();
    if (bytes >= Math.min(facts.largestBuffer(), facts.memory()) - api.header()) {
      throw new OutOfMemoryError("no room for " + bytes + " bytes: the largest buffer of " + facts.title() + " has " + facts.largestBuffer()
          + ", and TornadoVM uses " + facts.memory() + " in all (`-D" + MemoryBudget.PROPERTY + "=4GB` for more)");
    }
    return pool.take(bytes);
  }

  /// The application's own array.
  DeviceArray take(Object array, MemorySegment elements) {
    DeviceArray taken = pool.take(array, elements);
    bringToHost(taken);
    taken.writtenByHost();
    return taken;
  }

  /// Memory that is not needed any more.
  void giveBack(DeviceArray array) {
    if (closed) return;
    if (lost.isEmpty() && pending.stream().anyMatch(l -> l.arrays().contains(array))) run();
    pool.giveBack(array);
  }

  void add(PendingLaunch launch) {
    checkUsable();
    pending.add(launch);
  }

  /// Carries out what waits.
  ///
  /// @throws DeviceException if TornadoVM fails: the device is lost
  /// @throws OutOfMemoryError if the arrays of what waits do not fit on the device
  void run() {
    checkUsable();
    if (pending.isEmpty()) return;
    List<PendingLaunch> launches = pending;
    pending = new ArrayList<>();
    String what = launches.size() + " kernels, the last one " + launches.getLast().kernel().name();
    guarded(what, () -> {
      for (int from = 0; from < launches.size(); from += LONGEST)
        chain(List.copyOf(launches.subList(from, Math.min(launches.size(), from + LONGEST)))).run();
    });
  }

  private void guarded(String what, Runnable work) {
    try {
      work.run();
    } catch (DeviceException | CompilerBug | VirtualMachineError own) {
      throw own;
    } catch (RuntimeException | Error failed) {
      lost = Optional.of(what + ": TornadoVM says " + Reasons.of(failed));
      checkUsable();
    }
  }

  /// Carries out what waits, after which the latest contents of an array are in the host's memory.
  void bringToHost(DeviceArray array) {
    run();
    guarded("reading memory", array::bringToHost);
  }

  /// A chain that can be run: one that was kept, or a new one in its place.
  private LaunchChain chain(List<PendingLaunch> launches) {
    LaunchChain kept = chains.get(launches);
    if (kept != null && kept.canRunAgain()) return kept;
    Map<DeviceArray, Transfer> transfers = new LinkedHashMap<>();
    for (PendingLaunch launch : launches) {
      for (DeviceArray a : launch.arrays()) {
        Transfer known = kept == null ? Transfer.FIRST_EXECUTION : kept.transferAgain(a);
        transfers.put(a, a.isDefined() ? known : Transfer.UNDER_DEMAND);
      }
    }
    if (kept != null) drop(launches);
    makeRoom(launches.size(), transfers.keySet().stream().mapToLong(a -> a.bytes() + api.header()).sum());
    LaunchChain chain = LaunchChain.build(api, facts, "tulle_" + NUMBER.incrementAndGet(), launches, transfers::get);
    chains.put(launches, chain);
    return chain;
  }

  private void makeRoom(int graphs, long bytes) {
    if (bytes > facts.memory()) {
      throw new OutOfMemoryError("the buffers of one run have " + bytes + " bytes, but TornadoVM uses " + facts.memory() + " of "
          + facts.title() + " (`-D" + MemoryBudget.PROPERTY + "=4GB` for more)");
    }
    while (!chains.isEmpty() && (keptGraphs() > KEPT - graphs || keptBytes() > facts.memory() - bytes)) {
      drop(chains.firstEntry().getKey());
      pool.shrink(a -> chains.values().stream().anyMatch(c -> c.uses(a)));
    }
  }

  private int keptGraphs() {
    return chains.keySet().stream().mapToInt(List::size).sum();
  }

  private long keptBytes() {
    return chains.values().stream().mapToLong(LaunchChain::bytes).sum();
  }

  private void drop(List<PendingLaunch> launches) {
    chains.remove(launches).close();
  }

  /// Kernels that will not be launched any more.
  void forget(List<KernelFile> kernels) {
    if (closed || lost.isPresent()) return;
    run();
    guarded("freeing memory", () -> List.copyOf(chains.entrySet())
        .stream()
        .filter(e -> kernels.stream().anyMatch(e.getValue()::uses))
        .forEach(e -> drop(e.getKey())));
  }

  @Override
  public void close() {
    if (closed) return;
    pending.clear();
    if (lost.isEmpty()) {
      pool.shrink(_ -> false);
      guarded("freeing memory", () -> List.copyOf(chains.keySet()).forEach(this::drop));
    }
    closed = true;
  }
}
