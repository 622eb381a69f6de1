package dev.tulle.models.trial;

import java.util.List;
import java.util.Map;

/// A model's mathematics as plain loops that know nothing of Tulle.
public interface Oracle {
  /// The outputs of every step of a sample, by name.
  List<Map<String, Grid>> evaluate(Naive in);

  /// That of a sample of one step.
  interface Once extends Oracle {
    Map<String, Grid> outputs(Naive in);

    @Override
    default List<Map<String, Grid>> evaluate(Naive in) {
      return List.of(outputs(in));
    }
  }
}
