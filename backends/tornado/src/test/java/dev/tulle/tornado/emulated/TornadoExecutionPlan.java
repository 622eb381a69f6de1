package dev.tulle.tornado.emulated;

import dev.tulle.tornado.emulated.common.Access;
import dev.tulle.tornado.emulated.common.TornadoDevice;
import dev.tulle.tornado.emulated.enums.TornadoVMBackendType;
import dev.tulle.tornado.emulated.types.arrays.TornadoNativeArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Carries graphs out. An array that was neither consumed nor transferred under demand is copied to the device, once unless it is to come every time; one that a task
/// only writes is not copied and starts as zeros. A graph gets what it consumes from the one that was carried out last, if that one is named as the source. Only what
/// some task writes is copied back.
public final class TornadoExecutionPlan {
  private static final int EVERY_EXECUTION = 1;
  private static final int UNDER_DEMAND = 2;
  /// Of all plans, since the last time somebody looked.
  private static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

  private final List<TaskGraph> graphs = new ArrayList<>();
  private final Set<Object> written = Collections.newSetFromMap(new IdentityHashMap<>());
  private List<TaskGraph> selected;
  private OpenCl driver;
  private String flags = "-cl-mad-enable -cl-fast-relaxed-math -w";
  private Map<String, WorkerGrid> grids = Map.of();
  private TaskGraph last;
  private final Map<String, OpenCl.Kernel> kernels = new HashMap<>();

  public TornadoExecutionPlan(ImmutableTaskGraph... graphs) {
    for (ImmutableTaskGraph graph : graphs) {
      this.graphs.add(graph.graph());
      for (TaskGraph.Prebuilt task : graph.graph().tasks) {
        for (AccessorParameters.Pair p : task.arguments())
          if (p.access() == Access.WRITE_ONLY || p.access() == Access.READ_WRITE) written.add(p.object());
      }
    }
    selected = this.graphs;
  }

  /// What was done, one line each: `graph upload 40`, `graph launch kernel 64/8`, `fetch 40`, `close`.
  public static List<String> events() {
    synchronized (EVENTS) {
      List<String> all = List.copyOf(EVENTS);
      EVENTS.clear();
      return all;
    }
  }

  public TornadoExecutionPlan withDevice(TornadoDevice device) {
    driver = device.driver();
    return this;
  }

  public TornadoExecutionPlan withCompilerFlags(TornadoVMBackendType backend, String compilerFlags) {
    if (backend == TornadoVMBackendType.OPENCL) flags = compilerFlags;
    return this;
  }

  public TornadoExecutionPlan withGridScheduler(GridScheduler scheduler) {
    grids = scheduler.grids();
    boolean known = graphs.stream().anyMatch(g -> g.tasks.stream().anyMatch(t -> grids.containsKey(g.name + "." + t.id())));
    if (!known) throw new IllegalStateException("[ERROR] GridScheduler Name not registered in any task-graph");
    return this;
  }

  public TornadoExecutionPlan withGraph(int index) {
    selected = List.of(graphs.get(index));
    return this;
  }

  public TornadoExecutionResult execute() {
    selected.forEach(this::execute);
    last = selected.getLast();
    return new TornadoExecutionResult(this);
  }

  private void execute(TaskGraph graph) {
    if (last != null) {
      for (Object object : graph.consumed.getOrDefault(last.name, List.of())) graph.buffers.put(object, last.buffers.get(object));
    }
    for (TaskGraph.Prebuilt task : graph.tasks) {
      for (AccessorParameters.Pair pair : task.arguments())
        if (pair.object() instanceof TornadoNativeArray array) place(graph, array, pair.access());
    }
    // Of two tasks the second runs the kernel of the first, too.
    for (TaskGraph.Prebuilt task : graph.tasks) launch(graph, task, graph.tasks.getFirst());
  }

  private void place(TaskGraph graph, TornadoNativeArray array, Access access) {
    if (graph.isConsumed(array)) {
      if (graph.buffers.get(array) == null) throw new NullPointerException("graph " + graph.name + " consumes what was not handed on");
      return;
    }
    boolean fresh = !graph.buffers.containsKey(array);
    OpenCl.Memory memory = graph.buffers.computeIfAbsent(array, _ -> driver.allocate(array.getSegmentWithHeader().byteSize()));
    int mode = graph.transfers.getOrDefault(array, 0);
    if (access == Access.WRITE_ONLY) {
      if (fresh) memory.fill((byte) 0);
    } else if (mode == EVERY_EXECUTION || fresh && mode != UNDER_DEMAND) {
      EVENTS.add(graph.name + " upload " + array.getSegment().byteSize());
      memory.write(array.getSegmentWithHeader());
    } else if (fresh) {
      memory.fill((byte) 0xa5);
    }
  }

  private void launch(TaskGraph graph, TaskGraph.Prebuilt task, TaskGraph.Prebuilt code) {
    OpenCl.Kernel kernel = kernels.computeIfAbsent(graph.name, _ -> driver.kernel(source(code.file()), code.entry(), flags));
    List<Object> arguments = new ArrayList<>();
    for (AccessorParameters.Pair pair : task.arguments())
      arguments.add(pair.object() instanceof TornadoNativeArray ? graph.buffers.get(pair.object()) : pair.object());
    WorkerGrid grid = grids.get(graph.name + "." + task.id());
    long global = grid == null ? 1 : grid.getGlobalWork()[0];
    long local = grid == null ? 1 : grid.getLocalWork()[0];
    EVENTS.add(graph.name + " launch " + code.entry() + " " + global + "/" + local);
    kernel.launch(arguments, global, local);
  }

  private static String source(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  void fetch(Object... objects) {
    for (Object object : objects) {
      if (!(object instanceof TornadoNativeArray array) || !written.contains(object)) continue;
      EVENTS.add("fetch " + array.getSegment().byteSize());
      selected.getLast().buffers.get(array).read(array.getSegmentWithHeader());
    }
  }

  /// Frees what the selected graphs have.
  public void close() {
    EVENTS.add("close");
    selected.forEach(g -> g.buffers.values().forEach(OpenCl.Memory::release));
    kernels.values().forEach(OpenCl.Kernel::release);
  }
}
