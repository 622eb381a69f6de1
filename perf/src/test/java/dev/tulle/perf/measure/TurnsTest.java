package dev.tulle.perf.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void spreadIsTheMiddleHalfAroundTheMedian() {
    assertEquals(new Turns.Spread(2, 3, 4), Turns.Spread.of(new double[] {5, 1, 4, 2, 3}));
  }

  @Test
  void aSpreadOfOneValueIsThatValue() {
    assertEquals(new Turns.Spread(7, 7, 7), Turns.Spread.of(new double[] {7}));
  }
}
