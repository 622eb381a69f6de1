package dev.tulle.models.trial;

import dev.tulle.models.active.ActiveTrials;
import dev.tulle.models.attention.AttentionTrials;
import dev.tulle.models.coding.CodingTrials;
import dev.tulle.models.moe.MoeTrials;
import dev.tulle.models.splatting.SplatTrials;
import java.util.List;
import java.util.stream.Stream;

/// The trials of all models, in the order of the table.
public final class Trials {
  private Trials() {}

  public static List<Trial> all() {
    return Stream.of(CodingTrials.all(), MoeTrials.all(), AttentionTrials.all(), ActiveTrials.all(), SplatTrials.all())
        .flatMap(List::stream)
        .toList();
  }
}
