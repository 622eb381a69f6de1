package dev.tulle.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  @Test
  void everyGroupRunsOnceWhateverTheNumberOfThreads() {
    for (int threads : new int[] {1, 2, 5}) {
      try (WorkerPool pool = new WorkerPool(CpuOptions.threads(threads))) {
        for (int groups : new int[] {1, 2, 7, 1000}) for (int again = 0; again < 20; again++) checkOnce(pool, groups);
      }
    }
  }

  @Test
  void anExecutorOfTheCallerIsUsed() {
    try (ExecutorService executor = Executors.newFixedThreadPool(2);
        WorkerPool pool = new WorkerPool(new CpuOptions(3, Optional.of(executor)))) {
      for (int again = 0; again < 20; again++) checkOnce(pool, 100);
    }
  }

  @Test
  void anExecutorThatRefusesLeavesTheWorkToTheCaller() {
    CpuOptions options = new CpuOptions(3, Optional.of(_ -> {
      throw new RejectedExecutionException();
    }));
    try (WorkerPool pool = new WorkerPool(options)) {
      checkOnce(pool, 100);
    }
  }

  @Test
  void whatAGroupThrowsReachesTheCallerAndThePoolGoesOn() {
    try (WorkerPool pool = new WorkerPool(CpuOptions.threads(3))) {
      WorkerPool.Task failing = (from, to, _) -> {
        if (from <= 77 && 77 < to) throw new ArithmeticException("group 77");
      };
      assertEquals("group 77", assertThrows(ArithmeticException.class, () -> pool.run(100, true, 0, failing)).getMessage());
      checkOnce(pool, 100);
    }
  }

  @Test
  void aClosedPoolRefuses() {
    WorkerPool pool = new WorkerPool(CpuOptions.threads(2));
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.run(1, true, 0, (_, _, _) -> {}));
  }

  private static void checkOnce(WorkerPool pool, int groups) {
    AtomicIntegerArray runs = new AtomicIntegerArray(groups);
    pool.run(groups, true, 64, (from, to, _) -> {
      for (long g = from; g < to; g++) runs.incrementAndGet((int) g);
    });
    for (int g = 0; g < groups; g++) assertEquals(1, runs.get(g), "group " + g + " of " + groups);
  }
}
