package dev.tulle.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Threads that share the groups of a launch. The caller takes part, so one thread means no other thread at all. Groups are claimed in
/// chunks from a counter; which thread runs which group never shows in a result.
final class WorkerPool implements AutoCloseable {
  /// Runs the groups `from ≤ group < to`, with scratch memory of the running thread.
  @FunctionalInterface
  interface Task {
    void run(long from, long to, long scratch) throws Throwable;
  }

  /// How often an idle worker looks for work before it sleeps: some 20 µs, because waking takes longer than most gaps between launches.
  private static final int SPINS = 2000;

  private static final int CHUNKS_PER_THREAD = 8;

  private final int threads;
  private final Optional<Executor> executor;
  private final List<Worker> workers = new ArrayList<>();
  private final CpuMemory[] scratch;
  private volatile Job job;
  private volatile boolean closed;

  WorkerPool(CpuOptions options) {
    threads = options.threads();
    executor = options.executor();
    scratch = new CpuMemory[threads];
    if (executor.isPresent()) return;
    for (int i = 1; i < threads; i++) workers.add(new Worker(i));
    workers.forEach(w -> w.thread.start());
  }

  int threads() {
    return threads;
  }

  /// Runs all groups and returns when they are done. What a group throws is thrown here, once; the other groups may have run.
  void run(long groups, boolean shared, long scratchBytes, Task task) {
    if (closed) throw new IllegalStateException("the CPU device is closed");
    provide(scratchBytes);
    Job next = new Job(groups, shared ? Math.max(1, groups / ((long) threads * CHUNKS_PER_THREAD)) : groups, task, scratch);
    if (shared && threads > 1 && groups > 1) offer(next);
    next.work(0);
    next.await();
    Throwable failure = next.failure.get();
    if (failure instanceof RuntimeException unchecked) throw unchecked;
    if (failure instanceof Error error) throw error;
    if (failure != null) throw new IllegalStateException(failure);
  }

  private void offer(Job next) {
    if (executor.isPresent()) {
      try {
        for (int i = 1; i < threads; i++) {
          int worker = i;
          executor.get().execute(() -> next.work(worker));
        }
      } catch (RejectedExecutionException full) {
        return;
      }
      return;
    }
    job = next;
    for (Worker w : workers) if (w.asleep) LockSupport.unpark(w.thread);
  }

  private void provide(long bytes) {
    for (int i = 0; i < threads; i++) {
      if (scratch[i] != null && scratch[i].bytes() >= bytes) continue;
      if (scratch[i] != null) scratch[i].close();
      scratch[i] = CpuMemory.allocate(bytes);
    }
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    workers.forEach(w -> LockSupport.unpark(w.thread));
    for (CpuMemory memory : scratch) if (memory != null) memory.close();
  }

  /// One launch.
  private static final class Job {
    final long groups;
    final long chunk;
    final Task task;
    final long[] scratch;
    final AtomicLong claimed = new AtomicLong();
    final AtomicLong done = new AtomicLong();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final Thread owner = Thread.currentThread();

    Job(long groups, long chunk, Task task, CpuMemory[] memories) {
      this.groups = groups;
      this.chunk = chunk;
      this.task = task;
      scratch = new long[memories.length];
      for (int i = 0; i < memories.length; i++) scratch[i] = memories[i].address();
    }

    void work(int worker) {
      while (claimed.get() < groups) {
        long from = claimed.getAndAdd(chunk);
        if (from >= groups) return;
        long to = Math.min(from + chunk, groups);
        try {
          task.run(from, to, scratch[worker]);
        } catch (Throwable thrown) {
          failure.compareAndSet(null, thrown);
        }
        if (done.addAndGet(to - from) == groups) LockSupport.unpark(owner);
      }
    }

    /// Waits for the chunks that others have claimed.
    void await() {
      for (int spin = 0; done.get() < groups; spin++) {
        if (spin < SPINS) Thread.onSpinWait();
        else LockSupport.park(this);
      }
    }
  }

  private final class Worker implements Runnable {
    final int index;
    final Thread thread;
    volatile boolean asleep;

    Worker(int index) {
      this.index = index;
      thread = Thread.ofPlatform().daemon().name("tulle-cpu-" + index).unstarted(this);
    }

    @Override
    public void run() {
      Job last = null;
      while (!closed) {
        Job next = next(last);
        if (next == null) return;
        next.work(index);
        last = next;
      }
    }

    /// The next job, or none if the pool is closed.
    private Job next(Job last) {
      for (int spin = 0; job == last; spin++) {
        if (closed) return null;
        if (spin < SPINS) {
          Thread.onSpinWait();
          continue;
        }
        asleep = true;
        if (job == last && !closed) LockSupport.park(this);
        asleep = false;
      }
      return job;
    }
  }
}
