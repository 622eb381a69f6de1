package dev.tulle.tornado.emulated;

/// Work-items of a task.
public interface WorkerGrid {
  long[] getGlobalWork();

  long[] getLocalWork();

  void setGlobalWork(long x, long y, long z);

  void setLocalWork(long x, long y, long z);
}
