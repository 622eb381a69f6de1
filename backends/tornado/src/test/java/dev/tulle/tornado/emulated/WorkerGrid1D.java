package dev.tulle.tornado.emulated;

/// Along one axis.
public final class WorkerGrid1D implements WorkerGrid {
  private long[] global;
  private long[] local;

  public WorkerGrid1D(int x) {
    setGlobalWork(x, 1, 1);
  }

  @Override
  public long[] getGlobalWork() {
    return global;
  }

  @Override
  public long[] getLocalWork() {
    return local;
  }

  @Override
  public void setGlobalWork(long x, long y, long z) {
    global = new long[] {x, y, z};
  }

  @Override
  public void setLocalWork(long x, long y, long z) {
    local = new long[] {x, y, z};
  }
}
