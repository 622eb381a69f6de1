package dev.tulle.perf.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class WantedTest {
  private final Wanted wanted = Wanted.of(2, 2, row -> new double[] {row, row + 4});

  @Test
  void errorIsTheLargestDifferenceAsAShareOfTheLargestElement() {
    assertEquals(0, wanted.error(MemorySegment.ofArray(new float[] {0, 4, 1, 5})));
    assertEquals(0.2, wanted.error(MemorySegment.ofArray(new float[] {0, 4, 2, 5})));
  }

  @Test
  void notANumberIsNoSmallError() {
    assertTrue(Double.isNaN(wanted.error(MemorySegment.ofArray(new float[] {0, Float.NaN, 1, 5}))));
  }

  @Test
  void ofAlargeResultWholeRowsAreTakenFromBeginningToEnd() {
    long rows = 1000;
    long width = 1000;
    Wanted some = Wanted.of(rows, width, row -> new double[(int) width]);
    assertEquals(0, some.positions().getFirst());
    assertEquals(0, some.positions().size() % width);
    assertTrue(some.positions().getLast() > (rows - 20) * width, "the last row taken is near the end");
  }
}
