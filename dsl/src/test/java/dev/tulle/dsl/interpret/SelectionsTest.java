package dev.tulle.dsl.interpret;

import static dev.tulle.dsl.interpret.Absent.ABSENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.SelectOperator;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelectionsTest {
  private static final double NAN = Double.NaN;
  private static final int ONE_GROUP = Integer.MAX_VALUE;

  @Test
  void tiesGoToTheLowerIndex() {
    assertChosen(SelectOperator.TOPK, 2, new double[] {1, 3, 3, 3}, 1, 2);
    assertChosen(SelectOperator.BOTTOMK, 2, new double[] {1, 3, 1, 1}, 0, 2);
    assertChosen(SelectOperator.TOPK, 1, new double[] {-0.0, 0.0}, 0);
    assertChosen(SelectOperator.BOTTOMK, 1, new double[] {0.0, -0.0}, 0);
  }

  @Test
  void fewerCandidatesThanTheCountAreAllChosen() {
    assertChosen(SelectOperator.TOPK, 5, new double[] {4, ABSENT, 2}, 0, 2);
    assertChosen(SelectOperator.TOPK, 5, new double[] {});
  }

  @Test
  void neitherNaNNorAbsentIsChosen() {
    assertChosen(SelectOperator.TOPK, 3, new double[] {NAN, 1, ABSENT, Double.NEGATIVE_INFINITY}, 1, 3);
    assertChosen(SelectOperator.BOTTOMK, 3, new double[] {NAN, 1, ABSENT, 0}, 1, 3);
    assertChosen(SelectOperator.TOPP, 1, new double[] {NAN, 1, ABSENT, 2}, 1, 3);
  }

  @Test
  void aCountThatIsNotPositiveChoosesNothing() {
    assertChosen(SelectOperator.TOPK, 0, new double[] {1, 2});
    assertChosen(SelectOperator.TOPK, -3, new double[] {1, 2});
  }

  @Test
  void topPIncludesTheElementThatCrosses() {
    double[] row = {0.125, 0.5, 0.125, 0.25};
    assertChosen(SelectOperator.TOPP, 0.5, row, 1);
    assertChosen(SelectOperator.TOPP, 0.51, row, 1, 3);
    assertChosen(SelectOperator.TOPP, 0.8, row, 0, 1, 3);
    assertChosen(SelectOperator.TOPP, 1, row, 0, 1, 2, 3);
    assertChosen(SelectOperator.TOPP, 2, row, 0, 1, 2, 3);
    assertChosen(SelectOperator.TOPP, 0, row);
  }

  @Test
  void groupsChooseForThemselvesAndTheLastMayBeShorter() {
    double[] row = {1, 2, 3, 4, 9, 8, 7, 6, 5};
    assertArrayEquals(new int[] {2, 3, 4, 5, 8}, places(Selections.choose(SelectOperator.TOPK, row, 4, 2)));
    assertThrows(InterpretException.class, () -> Selections.choose(SelectOperator.TOPK, row, 0, 2));
  }

  @Test
  void withoutACountThereIsNoAnswer() {
    assertTrue(Arrays.stream(Selections.choose(SelectOperator.TOPK, new double[] {1}, ONE_GROUP, ABSENT)).allMatch(Absent::isAbsent));
  }

  private static void assertChosen(SelectOperator operator, double count, double[] row, int... expected) {
    assertArrayEquals(expected, places(Selections.choose(operator, row, ONE_GROUP, count)), operator + " " + Arrays.toString(row));
  }

  private static int[] places(double[] chosen) {
    Arrays.stream(chosen).forEach(c -> assertEquals(c, c == 1 ? 1 : 0));
    return IntStream.range(0, chosen.length).filter(i -> chosen[i] == 1).toArray();
  }
}
