package dev.tulle.models.trial;

import java.util.List;
import java.util.Map;

/// One model with data: it is opened, run step by step, and every output is compared with what the oracle says.
///
/// @param label what is special about this data
/// @param sizes those that no data says
/// @param steps runs of one session, in order
public record Sample(String label, Map<String, Grid> weights, Map<String, Long> sizes, List<Step> steps, Oracle oracle) {
  public Sample {
    weights = Map.copyOf(weights);
    sizes = Map.copyOf(sizes);
    steps = List.copyOf(steps);
  }

  /// @param entry `""` for a model without entries
  public record Step(String entry, Map<String, Grid> inputs) {
    public Step {
      inputs = Map.copyOf(inputs);
    }
  }

  /// A model without states or entries, run once.
  public static Sample of(String label, Map<String, Grid> weights, Map<String, Grid> inputs, Oracle.Once oracle) {
    return new Sample(label, weights, Map.of(), List.of(new Step("", inputs)), oracle);
  }
}
