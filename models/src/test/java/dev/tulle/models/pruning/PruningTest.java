package dev.tulle.models.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.Format;
import dev.tulle.models.DenseWeight;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PruningTest {
  private static float[] pruned(String how, List<Integer> shape, float... values) {
    var before = values.clone();
    var result = Pruning.parse(how).apply(new DenseWeight("w", shape, values));
    assertArrayEquals(before, values, "the given weight must not change");
    assertEquals(shape, result.shape());
    return result.values();
  }

  @Test
  void twoOfFourKeepsTheLargestMagnitudesOfEachGroup() {
    assertArrayEquals(new float[] {0, -5, 2, 0, 7, 0, 0, -8}, pruned("2:4", List.of(2, 4), 1, -5, 2, 0.5f, 7, 1, -2, -8));
  }

  @Test
  void csrKeepsTheLargestMagnitudesOfTheMatrix() {
    assertArrayEquals(new float[] {0, -5, 0, 0, 7, 0, -4, -8}, pruned("csr:0.5", List.of(2, 4), 1, -5, 2, 0.5f, 7, 1, -4, -8));
  }

  @Test
  void ofEqualMagnitudesTheFirstStay() {
    assertArrayEquals(new float[] {1, -1, 0, 0}, pruned("2:4", List.of(4), 1, -1, 1, -1));
    assertArrayEquals(new float[] {1, 3, -1, 0, 0, 3}, pruned("csr:0.6667", List.of(6), 1, 3, -1, 1, -1, 3));
  }

  @Test
  void exactlyTheAskedNumberStaysWhateverTheData() {
    var random = new Random(11);
    var values = new float[6 * 40];
    for (var i = 0; i < values.length; i++) values[i] = random.nextInt(7) - 3.5f;
    for (var density : new double[] {0.01, 0.1, 0.5, 0.99, 1}) {
      var stayed = 0;
      for (var value : pruned("csr:" + density, List.of(6, 40), values)) if (value != 0) stayed++;
      assertEquals(Math.round(density * values.length), stayed, "density " + density);
    }
  }

  @Test
  void notANumberIsNeverPrunedAway() {
    var values = pruned("2:4", List.of(4), 9, 8, Float.NaN, 7);
    assertTrue(Float.isNaN(values[2]));
    assertEquals(9, values[0]);
    assertEquals(0, values[1]);
  }

  @Test
  void eachWayHasItsFormat() {
    assertEquals(new Format.Nm(2, 4), Pruning.parse("2:4").format());
    assertEquals(new Format.Csr(), Pruning.parse("csr:0.5").format());
  }

  @Test
  void groupsThatDoNotFillARowAreRefused() {
    var failure = assertThrows(IllegalArgumentException.class, () -> pruned("2:4", List.of(2, 6), new float[12]));
    assertEquals("the rows of w have 6 elements, which groups of 4 do not fill", failure.getMessage());
  }

  @Test
  void wrongTextIsRefusedWithWhatToWrite() {
    for (var text : List.of("", "2", "2:4:6", "csr", "csr:", "csr:x", "csr:0", "csr:1.5", "0:4", "5:4", "99999999999:4")) {
      var message = assertThrows(IllegalArgumentException.class, () -> Pruning.parse(text), text).getMessage();
      assertTrue(message.contains("write"), message);
    }
  }
}
