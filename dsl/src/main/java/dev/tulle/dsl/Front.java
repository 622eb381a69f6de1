package dev.tulle.dsl;

import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.source.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way in: from a source text to a checked model, or to reports.
public final class Front {
  private Front() {}

  /// Which model of a file to check, and how.
  ///
  /// @param model the model's name; empty: the only one, or the last of the file
  /// @param parameters values for compile-time parameters that replace their defaults (`-D NAME=VALUE`)
  /// @param formats stored formats that replace those of weights (`--as WEIGHT=FORMAT`)
  public record Options(Optional<String> model, Map<String, Double> parameters, Map<String, Format> formats) {
    public Options {
      parameters = Map.copyOf(parameters);
      formats = Map.copyOf(formats);
    }

    public static Options defaults() {
      return new Options(Optional.empty(), Map.of(), Map.of());
    }
  }

  /// What came of it.
  ///
  /// @param model present exactly if no diagnostic is an error and the text holds a model
  /// @param models the names of all models in the text, in order
  public record Result(Optional<CheckedModel> model, List<String> models, List<Diagnostic> diagnostics) {
    public Result {
      models = List.copyOf(models);
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
