package dev.tulle.models.minilm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Compares times on a machine that does other things too: every round runs each candidate once, so that a slow moment meets all of them, and the median of the
/// rounds forgets it.
final class MeasureInTurns {
  private static final int WARM_UP_ROUNDS = 5;
  private static final int MOST_ROUNDS = 25;
  private static final double ENOUGH_SECONDS = 10;

  private MeasureInTurns() {}

  /// The median time of `work` for each candidate, in seconds.
  static <T> Map<T, Double> medians(List<T> candidates, Consumer<T> work) {
    var times = new HashMap<T, double[]>();
    candidates.forEach(candidate -> times.put(candidate, new double[MOST_ROUNDS]));
    for (var round = 0; round < WARM_UP_ROUNDS; round++) candidates.forEach(work);
    var start = System.nanoTime();
    var rounds = 0;
    do {
      for (var candidate : candidates) {
        var begin = System.nanoTime();
        work.accept(candidate);
        times.get(candidate)[rounds] = (System.nanoTime() - begin) / 1e9;
      }
      rounds++;
    } while (rounds < MOST_ROUNDS && (System.nanoTime() - start) / 1e9 < ENOUGH_SECONDS);
    var medians = new LinkedHashMap<T, Double>();
    for (var candidate : candidates) medians.put(candidate, median(Arrays.copyOf(times.get(candidate), rounds)));
    return medians;
  }

  static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
