package dev.tulle.tornado;

import dev.tulle.kernel.emit.TornadoDialect;
import dev.tulle.tornado.TornadoApi.Transfer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Launches one after another as one execution plan of TornadoVM, which can be carried out again. Each launch is a task graph with one prebuilt task: of two in
/// one graph TornadoVM runs the wrong kernel. An array gets to the device with the first graph that uses it, stays there, and every later graph takes it over from
/// the one before: TornadoVM hands arrays on only from the graph that was carried out last, so that a graph between two that use an array has to name it, too.
/// What is wanted on the host is copied on demand, from the last graph.
final class LaunchChain {
  private static final String TASK = "kernel";

  private final TornadoApi api;
  private final List<PendingLaunch> launches;
  private final Map<DeviceArray, Transfer> transfers;
  /// For each array the number of the contents that the copy on the device has.
  private final Map<DeviceArray, Long> held = new IdentityHashMap<>();
  private final Object plan;
  private Object last;

  private LaunchChain(TornadoApi api, List<PendingLaunch> launches, Map<DeviceArray, Transfer> transfers, Object plan) {
    this.api = api;
    this.launches = launches;
    this.transfers = transfers;
    this.plan = plan;
  }

  /// @param name that no other chain of this JVM has
  /// @param transfer how each array gets to the device
  static LaunchChain build(TornadoApi api, DeviceFacts facts, String name, List<PendingLaunch> launches,
      Function<DeviceArray, Transfer> transfer) {
    Map<DeviceArray, Transfer> transfers = new LinkedHashMap<>();
    List<Object> graphs = new ArrayList<>();
    Object scheduler = api.newScheduler();
    for (int i = 0; i < launches.size(); i++) {
      PendingLaunch launch = launches.get(i);
      String graphName = name + "_" + i;
      Object graph = api.newGraph(graphName);
      if (!transfers.isEmpty()) api.consumeFromDevice(graph, name + "_" + (i - 1), objects(transfers.keySet()));
      for (DeviceArray array : launch.arrays()) {
        if (transfers.containsKey(array)) continue;
        transfers.put(array, transfer.apply(array));
        api.transferToDevice(graph, transfers.get(array), List.of(array.array()));
      }
      api.prebuiltTask(graph, TASK, launch.kernel().entry(), launch.kernel().path(), launch.arguments(), launch.accesses());
      api.persistOnDevice(graph, objects(transfers.keySet()));
      api.addWorker(scheduler, graphName + "." + TASK, launch.shape());
      graphs.add(graph);
    }
    return new LaunchChain(api, launches, transfers, api.newPlan(graphs, facts.device(), options(api), scheduler));
  }

  private static List<Object> objects(Iterable<DeviceArray> arrays) {
    List<Object> all = new ArrayList<>();
    arrays.forEach(a -> all.add(a.array()));
    return all;
  }

  /// Division and square root as the IR means them, and nothing of what TornadoVM allows a driver otherwise.
  private static String options(TornadoApi api) {
    return "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt -D " + TornadoDialect.HEADER + "=" + api.header();
  }

  /// Bytes on the device.
  long bytes() {
    return transfers.keySet().stream().mapToLong(a -> a.bytes() + api.header()).sum();
  }

  boolean uses(DeviceArray array) {
    return transfers.containsKey(array);
  }

  boolean uses(KernelFile kernel) {
    return launches.stream().anyMatch(l -> l.kernel() == kernel);
  }

  /// How an array has to get to the device so that the next time is like this one: what has changed since comes every time.
  Transfer transferAgain(DeviceArray array) {
    return transfers.get(array) == Transfer.EVERY_EXECUTION || !isCurrent(array) ? Transfer.EVERY_EXECUTION : Transfer.FIRST_EXECUTION;
  }

  /// Whether the copy on the device has what matters.
  private boolean isCurrent(DeviceArray array) {
    return !array.isDefined() || held.getOrDefault(array, -1L) == array.latest();
  }

  /// Whether it can be carried out again, each array getting to the device as it did the first time.
  boolean canRunAgain() {
    return transfers.entrySet().stream().allMatch(e -> e.getValue() == Transfer.EVERY_EXECUTION || isCurrent(e.getKey()));
  }

  /// Carries it out.
  void run() {
    boolean first = last == null;
    transfers.forEach((array, transfer) -> {
      boolean copied = switch (transfer) {
        case EVERY_EXECUTION -> true;
        case FIRST_EXECUTION -> first;
        case UNDER_DEMAND -> false;
      };
      if (copied) array.bringToHost();
    });
    for (int i = 0; i < launches.size(); i++) last = api.execute(plan, i);
    launches.forEach(l -> l.written().forEach(a -> a.writtenBy(this)));
    transfers.keySet().forEach(a -> held.put(a, a.latest()));
  }

  /// Copies what the device has of an array to the host's memory.
  void fetch(DeviceArray array) {
    api.transferToHost(last, List.of(array.array()));
  }

  /// Frees the memory on the device; what only it has is brought to the host before.
  void close() {
    transfers.keySet().forEach(a -> {
      if (a.isWrittenBy(this)) a.bringToHost();
    });
    api.close(plan);
  }

  @Override
  public String toString() {
    PendingLaunch end = launches.getLast();
    return launches.size() + " launches, the last one of kernel " + end.kernel().name() + " with sizes " + end.sizes() + " and "
        + end.shape();
  }
}
