package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.RowOperator;
import dev.tulle.dsl.model.ValueType;
import org.junit.jupiter.api.Test;

class RowOperationsTest {
  private static final double NAN = Double.NaN;

  @Test
  void softmaxSumsToOneOverTheMembersAndDoesNotOverflow() {
    double[] p = apply(RowOperator.SOFTMAX, 1000, ABSENT, 1000 + Math.log(3));
    assertArrayEquals(new double[] {0.25, 0, 0.75}, new double[] {p[0], 0, p[2]}, 1e-12);
    assertTrue(Absent.isAbsent(p[1]));
  }

  @Test
  void softmaxOfAnEmptyRowHasNoElement() {
    assertTrue(Absent.isAbsent(apply(RowOperator.SOFTMAX, ABSENT)[0]));
  }

  @Test
  void sortingIsStableWithNaNLast() {
    double[] row = {3, NAN, 1, 3, -0.0, 0.0, NAN, Double.POSITIVE_INFINITY};
    assertArrayEquals(new double[] {-0.0, 0.0, 1, 3, 3, Double.POSITIVE_INFINITY, NAN, NAN}, apply(RowOperator.SORT, row));
    assertArrayEquals(new double[] {4, 5, 2, 0, 3, 7, 1, 6}, apply(RowOperator.ARGSORT, row));
    assertArrayEquals(new double[] {3, 6, 2, 4, 0, 1, 7, 5}, apply(RowOperator.RANK, row));
  }

  @Test
  void cumsumIncludesEachMemberAndSkipsTheAbsent() {
    double[] sums = apply(RowOperator.CUMSUM, 1, 2, ABSENT, 4);
    assertArrayEquals(new double[] {1, 3, 7}, new double[] {sums[0], sums[1], sums[3]});
    assertTrue(Absent.isAbsent(sums[2]));
  }

  @Test
  void cumsumOfIntegersWraps() {
    assertArrayEquals(
        new double[] {Integer.MAX_VALUE, Integer.MIN_VALUE},
        RowOperations.apply(RowOperator.CUMSUM, ValueType.INT, new double[] {Integer.MAX_VALUE, 1}, Precision.exact()));
  }

  private static double[] apply(RowOperator operator, double... row) {
    return RowOperations.apply(operator, ValueType.FLOAT, row, Precision.exact());
  }
}
