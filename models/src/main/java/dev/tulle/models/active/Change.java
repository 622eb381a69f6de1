package dev.tulle.models.active;

import java.util.List;

/// How far embeddings of the same sentences moved. All of them have length 1.
///
/// @param mean cosine between a sentence's embedding before and after
/// @param least of these
/// @param pairMean how much the cosine between two sentences changed, up or down, over all pairs
/// @param pairLargest of these
record Change(double mean, double least, double pairMean, double pairLargest) {
  /// @param before the embeddings of at least two sentences
  static Change between(List<double[]> before, List<double[]> after) {
    var sum = 0.0;
    var least = 1.0;
    var changes = 0.0;
    var largest = 0.0;
    var n = before.size();
    for (var i = 0; i < n; i++) {
      var same = dot(before.get(i), after.get(i));
      sum += same;
      least = Math.min(least, same);
      for (var j = 0; j < i; j++) {
        var change = Math.abs(dot(after.get(i), after.get(j)) - dot(before.get(i), before.get(j)));
        changes += change;
        largest = Math.max(largest, change);
      }
    }
    return new Change(sum / n, least, changes / (n * (n - 1) / 2), largest);
  }

  private static double dot(double[] a, double[] b) {
    var sum = 0.0;
    for (var i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }
}
