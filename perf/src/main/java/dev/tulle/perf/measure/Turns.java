package dev.tulle.perf.measure;

import java.util.Arrays;

/// One who takes turns, and how long its work took in each round.
final class Turns {
  /// Compilers need so much before they leave code alone.
  private static final double WARM_UP_SECONDS = 1.5;
  private static final double TURN_SECONDS = 0.025;
  private static final int FEWEST = 3;
  /// Threads that spin after their work, ours or those of a library, are asleep after this.
  private static final long PAUSE_MILLIS = 4;

  private final Runnable work;
  private final double[] seconds;
  private int repetitions;

  Turns(Runnable work, int rounds) {
    this.work = work;
    seconds = new double[rounds];
  }

  void warmUp() {
    long begin = System.nanoTime();
    double last = 0;
    for (int runs = 0; runs < FEWEST || since(begin) < WARM_UP_SECONDS; runs++) {
      long one = System.nanoTime();
      work.run();
      last = since(one);
    }
    repetitions = Math.clamp(Math.round(TURN_SECONDS / last), 1, 10_000);
  }

  void take(int round) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long begin = System.nanoTime();
    for (int i = 0; i < repetitions; i++) work.run();
    seconds[round] = since(begin) / repetitions;
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  Spread seconds() {
    return Spread.of(seconds);
  }

  /// How often one's own time fits into the other's, round by round.
  Spread fitsInto(Turns other) {
    double[] ratios = new double[seconds.length];
    Arrays.setAll(ratios, i -> other.seconds[i] / seconds[i]);
    return Spread.of(ratios);
  }

  /// The median and the middle half.
  record Spread(double low, double median, double high) {
    static Spread of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int last = sorted.length - 1;
      return new Spread(sorted[last / 4], sorted[last / 2], sorted[last - last / 4]);
    }
  }
}
