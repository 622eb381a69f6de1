package dev.tulle.models.trial;

import dev.tulle.dsl.Front;
import dev.tulle.runtime.session.Session;
import java.util.Map;

/// What a model is measured by beside its error: planted truth that it finds, say.
public interface Figure {
  /// @param text for the table, a few words
  /// @param reached whether it is as good as the model's page says
  record Measured(String text, boolean reached) {}

  /// The model on the device that is being measured.
  interface Workbench {
    /// A session that the caller closes.
    Session open(Front.Options options, Map<String, Grid> weights, Map<String, Long> sizes);
  }

  Measured measure(Workbench workbench);
}
