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
  /// @param precision of each step of float arithmetic
  static double[] apply(RowOperator operator, ValueType type, double[] row, Precision precision) {
    int[] members = members(row);
    double[] result = new double[row.length];
    Arrays.fill(result, ABSENT);
    switch (operator) {
      case SOFTMAX -> softmax(row, members, result, precision);
      case CUMSUM -> cumulate(type, row, members, result, precision);
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
  private static void softmax(double[] row, int[] members, double[] result, Precision precision) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i : members) maximum = Math.max(maximum, row[i]);
    double sum = 0;
    for (int i : members) {
      result[i] = precision.round(StrictMath.exp(precision.round(row[i] - maximum)));
      sum = precision.add(sum, result[i]);
    }
    for (int i : members) result[i] = precision.round(result[i] / sum);
  }

  /// The sum of all members up to and including each.
  private static void cumulate(ValueType type, double[] row, int[] members, double[] result, Precision precision) {
    double sum = 0;
    for (int i : members) {
      sum = type == ValueType.INT ? Pointwise.wrap((long) (sum + row[i])) : precision.add(sum, row[i]);
      result[i] = sum;
    }
  }

  /// The members from the smallest to the largest value, NaN last, equals in index order.
  static int[] ascending(double[] row, int[] members) {
    return IntStream.of(members).boxed().sorted(Comparator.comparingDouble(i -> row[i] + 0.0)).mapToInt(i -> i).toArray();
  }
}
