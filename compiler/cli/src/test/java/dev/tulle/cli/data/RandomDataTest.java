package dev.tulle.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RandomDataTest {
  private static double[] draw(Port port, long seed, long limit, long... shape) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    RandomData.draw(port, shape, limit, seed, (position, value) -> values[(int) position] = value);
    return values;
  }

  private static Port tensor(ElementType element, Optional<Format> format) {
    return new Port("w", true, false, format.isPresent(), element, List.of(), format, List.of());
  }

  @Test
  void sameSeedSameDataOtherSeedOrNameOtherData() {
    Port w = tensor(ElementType.F32, Optional.empty());
    Port v = new Port("v", true, false, false, ElementType.F32, List.of(), Optional.empty(), List.of());
    assertArrayEquals(draw(w, 7, 0, 4, 5), draw(w, 7, 0, 4, 5));
    assertTrue(Arrays.mismatch(draw(w, 7, 0, 4, 5), draw(w, 8, 0, 4, 5)) >= 0);
    assertTrue(Arrays.mismatch(draw(w, 7, 0, 4, 5), draw(v, 7, 0, 4, 5)) >= 0);
  }

  @Test
  void floatsAreStandardNormal() {
    double[] x = draw(tensor(ElementType.F32, Optional.empty()), 1, 0, 100_000);
    double mean = Arrays.stream(x).average().orElseThrow();
    double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
    assertEquals(0, mean, 0.02);
    assertEquals(1, square, 0.02);
  }

  @Test
  void wholeNumbersReachEveryValueBelowTheirLimitAndNoOther() {
    for (ElementType element : List.of(ElementType.I32, ElementType.I8, ElementType.U8)) {
      double[] x = draw(tensor(element, Optional.empty()), 3, 5, 1000);
      assertArrayEquals(new double[] {0, 1, 2, 3, 4}, Arrays.stream(x).distinct().sorted().toArray());
    }
  }

  @Test
  void groupsKeepExactlyAsManyElementsAsTheirFormatSays() {
    double[] x = draw(tensor(ElementType.F32, Optional.of(new Format.Nm(2, 4))), 5, 0, 64, 16);
    for (int group = 0; group < x.length; group += 4) {
      assertEquals(2, Arrays.stream(x, group, group + 4).filter(v -> v != 0).count(), "group " + group / 4);
    }
  }

  @Test
  void blocksAreThereWholeOrNotAtAll() {
    int rows = 70;
    int columns = 90;
    double[] x = draw(tensor(ElementType.F32, Optional.of(new Format.Blocks(8, 16))), 5, 0, 2, rows, columns);
    int kept = 0;
    for (int i = 0; i < x.length; i++) {
      int row = i / columns % rows;
      int first = i - i % columns % 16 - row % 8 * columns;
      assertEquals(x[first] != 0, x[i] != 0, "element " + i);
      if (x[i] != 0) kept++;
    }
    assertTrue(kept > 0 && kept < x.length / 2, kept + " kept");
  }

  @Test
  void oneInTenIsAMemberOfAPattern() {
    Port port = new Port("p", false, true, false, ElementType.BOOL, List.of(), Optional.empty(), List.of());
    double[] x = draw(port, 9, 0, 100, 1000);
    assertEquals(RandomData.DENSITY, Arrays.stream(x).average().orElseThrow(), 0.005);
  }
}
