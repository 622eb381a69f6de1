package dev.tulle.tornado.emulated;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tasks, and how their arrays come and stay.
public final class TaskGraph {
  /// A kernel in a file.
  record Prebuilt(String id, String entry, String file, List<AccessorParameters.Pair> arguments) {}

  final String name;
  final Map<Object, Integer> transfers = new IdentityHashMap<>();
  final Map<String, List<Object>> consumed = new LinkedHashMap<>();
  final List<Object> persisted = new ArrayList<>();
  final List<Prebuilt> tasks = new ArrayList<>();
  /// The buffers of this graph.
  final Map<Object, OpenCl.Memory> buffers = new IdentityHashMap<>();

  public TaskGraph(String name) {
    this.name = name;
  }

  /// Numbers are copied into the kernel anyway.
  public TaskGraph transferToDevice(int mode, Object... objects) {
    for (Object object : objects) transfers.put(object, mode);
    return this;
  }

  public TaskGraph consumeFromDevice(String source, Object... objects) {
    consumed.computeIfAbsent(source, _ -> new ArrayList<>()).addAll(List.of(objects));
    return this;
  }

  public TaskGraph persistOnDevice(Object... objects) {
    persisted.addAll(List.of(objects));
    return this;
  }

  public TaskGraph prebuiltTask(String id, String entryPoint, String filename, AccessorParameters parameters) {
    if (tasks.stream().anyMatch(t -> t.id().equals(id))) throw new IllegalStateException("two tasks are called " + id);
    tasks.add(new Prebuilt(id, entryPoint, filename, parameters.pairs()));
    return this;
  }

  public ImmutableTaskGraph snapshot() {
    return new ImmutableTaskGraph(this);
  }

  boolean isConsumed(Object object) {
    return consumed.values().stream().flatMap(List::stream).anyMatch(o -> o == object);
  }
}
