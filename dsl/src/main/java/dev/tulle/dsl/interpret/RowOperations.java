package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;

import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.ValueType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The operators that turn a row into a row. A row has a value, or [Absent#ABSENT], at each row-major place of its indices; the result
/// exists where the row does.
final class RowOperations {
  private RowOperations() {}

  /// @param type of the result
  static double[] apply(RowOperator operator, ValueType type, double[] row) {
    int[] members = members(row);
    double[] result = new double[row.length];
    Arrays.fill(result, ABSENT);
    switch (operator) {
      case SOFTMAX -> softmax(row, members, result);
      case CUMSUM -> cumulate(type, row, members, result);
      case SORT -> {
        int[] order = ascending(row, members);
        for (int k = 0; k < members.length; k++) result[members[k]] = row[order[k]];
      }
      case ARGSORT -> {
        int[] order = ascending(row, members);
        for (int k = 0; k < members.length; k++) result[members[k]] = order[k];
      }
      case RANK -> {
        int[] order = ascending(row, members);
        for (int k = 0; k < members.length; k++) result[order[k]] = k;
      }
    }
    return result;
  }

  /// The places where the row has a value.
  static int[] members(double[] row) {
    return IntStream.range(0, row.length).filter(i -> !Absent.isAbsent(row[i])).toArray();
  }

  /// `exp(x − m) / Σ exp(x − m)` with the maximum `m`.
  private static void softmax(double[] row, int[] members, double[] result) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i : members) maximum = Math.max(maximum, row[i]);
    double sum = 0;
    for (int i : members) sum += result[i] = StrictMath.exp(row[i] - maximum);
    for (int i : members) result[i] /= sum;
  }

  /// The sum of all members up to and including each.
  private static void cumulate(ValueType type, double[] row, int[] members, double[] result) {
    double sum = 0;
    for (int i : members) {
      sum += row[i];
      if (type == ValueType.INT) sum = Pointwise.wrap((long) sum);
      result[i] = sum;
    }
  }

  /// The members from the smallest to the largest value, NaN last, equals in index order.
  static int[] ascending(double[] row, int[] members) {
    return IntStream.of(members).boxed().sorted(Comparator.comparingDouble(i -> row[i] + 0.0)).mapToInt(i -> i).toArray();
  }
}
