package dev.tulle.models.active;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SelectionTest {
  @Test
  void halfOfTheInputsAreHalfOfTheWork() {
    var selections = Selection.at(50);
    assertEquals(192, selections.getFirst().keep());
    assertEquals(768, selections.getFirst().keepHidden());
    assertEquals(0.5, selections.get(0).work());
    assertEquals(0.5, selections.get(1).work());
    assertEquals(1, Selection.DENSE.work());
  }

  @Test
  void lowRankIsPaidForFromTheSameWork() {
    for (var percent = 0; percent <= Selection.MOST_PERCENT; percent++) {
      var selection = Selection.at(percent).get(2);
      var work = 1 - percent / 100.0;
      assertTrue(selection.work() <= work && selection.work() > work - 0.003, selection + ": " + selection.work());
    }
  }

  @Test
  void lazyNeuronsLeaveOutOfOneLayerOnly() {
    // 1536 × 384 of the 1,769,472 weights of a block stand behind hidden units.
    assertEquals(1 - 0.9 * 1536 * 384 / 1769472, Selection.at(90).getLast().work(), 1e-3);
  }
}
