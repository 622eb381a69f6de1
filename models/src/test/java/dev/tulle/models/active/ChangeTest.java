package dev.tulle.models.active;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {
  @Test
  void nothingMovedIsNoChange() {
    var embeddings = List.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {0.6, 0.8});
    assertEquals(new Change(1, 1, 0, 0), Change.between(embeddings, embeddings));
  }

  @Test
  void oneSentenceThatMovedChangesItsPairs() {
    var before = List.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {0, 1});
    var after = List.of(new double[] {1, 0}, new double[] {0.6, 0.8}, new double[] {0, 1});
    // Cosines of pairs: 0, 0, 1 before; 0.6, 0, 0.8 after.
    var change = Change.between(before, after);
    assertEquals(2.8 / 3, change.mean(), 1e-15);
    assertEquals(0.8, change.least(), 1e-15);
    assertEquals(0.8 / 3, change.pairMean(), 1e-15);
    assertEquals(0.6, change.pairLargest(), 1e-15);
  }
}
