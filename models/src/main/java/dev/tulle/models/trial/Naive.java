package dev.tulle.models.trial;

import dev.tulle.dsl.interpret.Precision;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Arithmetic for plain loops: exact, or with every step rounded to `f32` by chance, which tells how far single precision strays.
///
/// @param precision how steps are rounded
public record Naive(Precision precision) {
  /// A result as it is kept.
  public double round(double value) {
    return precision.round(value);
  }

  /// The sum of `term` over 0 … n − 1.
  public double sum(int n, IntToDoubleFunction term) {
    return sum(n, _ -> true, term);
  }

  /// The sum over those of 0 … n − 1 that `where` allows.
  public double sum(int n, IntPredicate where, IntToDoubleFunction term) {
    var sum = 0.0;
    for (var i = 0; i < n; i++) if (where.test(i)) sum = precision.add(sum, precision.round(term.applyAsDouble(i)));
    return sum;
  }

  /// Each of `n` scores as a share of all that `where` allows; 0 for the others.
  public double[] softmax(int n, IntPredicate where, IntToDoubleFunction score) {
    var shares = new double[n];
    var largest = IntStream.range(0, n).filter(where).mapToDouble(score).max().orElse(0);
    for (var i = 0; i < n; i++) if (where.test(i)) shares[i] = round(Math.exp(round(score.applyAsDouble(i) - largest)));
    var total = sum(n, where, i -> shares[i]);
    for (var i = 0; i < n; i++) if (where.test(i)) shares[i] = round(shares[i] / total);
    return shares;
  }

  /// Which of 0 … n − 1 are the `count` best of those that `where` allows; of equals the lower.
  public static boolean[] best(int n, long count, IntPredicate where, IntToDoubleFunction score) {
    var members = new boolean[n];
    var scores = IntStream.range(0, n).mapToDouble(i -> where.test(i) ? score.applyAsDouble(i) : Double.NaN).toArray();
    IntStream.range(0, n)
        .filter(i -> !Double.isNaN(scores[i]))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i))
        .limit(count)
        .forEach(i -> members[i] = true);
    return members;
  }

  /// A row of `n` values.
  public static double[] row(int n, IntToDoubleFunction value) {
    return IntStream.range(0, n).mapToDouble(value).toArray();
  }

  /// The place of the largest, of equals the lowest; −1 of nothing.
  public static int argmax(int n, IntToDoubleFunction score) {
    var best = -1;
    var largest = 0.0;
    for (var i = 0; i < n; i++) {
      var here = score.applyAsDouble(i);
      if (!Double.isNaN(here) && (best < 0 || here > largest)) {
        best = i;
        largest = here;
      }
    }
    return best;
  }
}
