package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static dev.tulle.dsl.interpret.Absent.isAbsent;

import dev.tulle.dsl.model.SelectOperator;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The operators that choose members of a row. A row has a value, or [Absent#ABSENT], at each row-major place of its indices; a candidate
/// is a value that is no NaN.
final class Selections {
  private Selections() {}

  /// Whether each place is chosen; without a count there is no answer anywhere.
  ///
  /// @param groupLength the choice is made inside each run of so many places; the last may be shorter
  /// @param count the number of members, or for `topp` the share of the sum
  static double[] choose(SelectOperator operator, double[] row, double groupLength, double count) {
    double[] chosen = new double[row.length];
    if (isAbsent(count) || isAbsent(groupLength)) {
      Arrays.fill(chosen, ABSENT);
      return chosen;
    }
    if (groupLength < 1) {
      throw new InterpretException(
          InterpretException.Code.SIZE, "a selection by groups of " + Text.number(groupLength) + " elements; a group has at least one");
    }
    for (long start = 0; start < row.length; start += (long) groupLength) {
      int[] candidates = candidates(row, (int) start, (int) Math.min(start + (long) groupLength, row.length));
      int[] best = switch (operator) {
        case TOPK -> first(descending(row, candidates), count);
        case BOTTOMK -> first(RowOperations.ascending(row, candidates), count);
        case TOPP -> reachingShare(row, descending(row, candidates), count);
      };
      for (int i : best) chosen[i] = 1;
    }
    return chosen;
  }

  /// The places of one group whose value exists and is no NaN (the absent value is one, too).
  private static int[] candidates(double[] row, int start, int end) {
    return IntStream.range(start, end).filter(i -> !Double.isNaN(row[i])).toArray();
  }

  /// From the largest to the smallest value, equals in index order.
  private static int[] descending(double[] row, int[] candidates) {
    return RowOperations.ascending(Arrays.stream(row).map(x -> -x).toArray(), candidates);
  }

  /// The first `count`, or as many as there are; none for a count that is not positive.
  private static int[] first(int[] order, double count) {
    return IntStream.of(order).limit((long) Math.max(count, 0)).toArray();
  }

  /// The shortest prefix whose sum reaches `share` times the sum of all.
  private static int[] reachingShare(double[] row, int[] order, double share) {
    double target = share * IntStream.of(order).mapToDouble(i -> row[i]).reduce(0, Double::sum);
    double sum = 0;
    int length = 0;
    while (length < order.length && sum < target) sum += row[order[length++]];
    return IntStream.of(order).limit(length).toArray();
  }
}
