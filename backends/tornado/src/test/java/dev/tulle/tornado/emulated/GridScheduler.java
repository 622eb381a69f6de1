package dev.tulle.tornado.emulated;

import java.util.HashMap;
import java.util.Map;

/// Grids by task, `graph.task`.
public final class GridScheduler {
  private final Map<String, WorkerGrid> grids = new HashMap<>();

  public GridScheduler() {}

  public void addWorkerGrid(String task, WorkerGrid grid) {
    grids.put(task, grid);
  }

  public Map<String, WorkerGrid> grids() {
    return Map.copyOf(grids);
  }
}
