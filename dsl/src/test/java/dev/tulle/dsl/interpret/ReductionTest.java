package dev.tulle.dsl.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.dsl.model.ReduceOperator;
import dev.tulle.dsl.model.ValueType;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void nothingToReduce() {
    assertEquals(0, of(ReduceOperator.SUM));
    assertEquals(1, of(ReduceOperator.PROD));
    assertEquals(-INFINITY, of(ReduceOperator.MAX));
    assertEquals(INFINITY, of(ReduceOperator.MIN));
    assertEquals(Integer.MIN_VALUE, ofIntegers(ReduceOperator.MAX));
    assertEquals(Integer.MAX_VALUE, ofIntegers(ReduceOperator.MIN));
    assertEquals(NAN, of(ReduceOperator.MEAN));
    assertEquals(-INFINITY, of(ReduceOperator.LOGSUMEXP));
    assertEquals(0, of(ReduceOperator.ANY));
    assertEquals(1, of(ReduceOperator.ALL));
    assertEquals(0, of(ReduceOperator.COUNT));
    assertEquals(-1, of(ReduceOperator.ARGMAX));
    assertEquals(-1, of(ReduceOperator.ARGMIN));
  }

  @Test
  void maximumAndMinimumPropagateNaN() {
    assertEquals(NAN, of(ReduceOperator.MAX, 1, NAN, 2));
    assertEquals(NAN, of(ReduceOperator.MIN, 1, NAN, 2));
    assertEquals(-3, ofIntegers(ReduceOperator.MAX, -5, -3));
  }

  @Test
  void theBestIndexIsTheLowerOfEqualsAndNeverThatOfANaN() {
    assertEquals(2, of(ReduceOperator.ARGMAX, NAN, 1, 5, 5, NAN));
    assertEquals(1, of(ReduceOperator.ARGMIN, NAN, 1, 5, 1));
    assertEquals(-1, of(ReduceOperator.ARGMAX, NAN, NAN));
    assertEquals(0, of(ReduceOperator.ARGMAX, -INFINITY, -INFINITY));
    assertEquals(0, of(ReduceOperator.ARGMIN, INFINITY));
  }

  @Test
  void logSumExpNeitherOverflowsNorLosesInfinities() {
    assertEquals(1000 + Math.log(2), of(ReduceOperator.LOGSUMEXP, 1000, 1000), 1e-12);
    assertEquals(-1000 + Math.log(3), of(ReduceOperator.LOGSUMEXP, -1000, -1000, -1000), 1e-12);
    assertEquals(INFINITY, of(ReduceOperator.LOGSUMEXP, 1, INFINITY));
    assertEquals(-INFINITY, of(ReduceOperator.LOGSUMEXP, -INFINITY, -INFINITY));
    assertEquals(7, of(ReduceOperator.LOGSUMEXP, -INFINITY, 7));
    assertEquals(NAN, of(ReduceOperator.LOGSUMEXP, 1, NAN));
  }

  @Test
  void integersWrap() {
    assertEquals(Integer.MIN_VALUE, ofIntegers(ReduceOperator.SUM, Integer.MAX_VALUE, 1));
    assertEquals(1410065408, ofIntegers(ReduceOperator.PROD, 100_000, 100_000));
    assertEquals(-2, ofIntegers(ReduceOperator.MEAN, -1, -2));
  }

  @Test
  void booleans() {
    assertEquals(2, of(ReduceOperator.COUNT, 1, 0, 1));
    assertEquals(1, of(ReduceOperator.ANY, 0, 1));
    assertEquals(0, of(ReduceOperator.ALL, 0, 1));
  }

  private static double of(ReduceOperator operator, double... values) {
    return reduce(operator, ValueType.FLOAT, values);
  }

  private static double ofIntegers(ReduceOperator operator, double... values) {
    return reduce(operator, ValueType.INT, values);
  }

  private static double reduce(ReduceOperator operator, ValueType type, double... values) {
    Reduction reduction = Reduction.start(operator, type, Precision.exact());
    for (int i = 0; i < values.length; i++) reduction.add(values[i], i);
    return reduction.result();
  }
}
