package dev.tulle.models;

import dev.tulle.cli.UserError;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.DiagnosticPrinter;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The text of a model that ships with this module: `models/minilm/minilm.tulle` in the sources, the same path below this package in the jar.
///
/// @param path `minilm/minilm.tulle`
public record Specification(String path, String text) {

  /// Reads the text of a model's folder.
  public static Specification of(String path) {
    try (var in = Objects.requireNonNull(Specification.class.getResourceAsStream(path), path)) {
      return new Specification(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The checked model, for the parameters and formats of `options`.
  ///
  /// @throws UserError with the language's reports if the model cannot be had with them
  public CheckedModel check(Front.Options options) {
    var result = Front.check(new Source(path, text), options);
    return result.model()
        .orElseThrow(() -> new UserError("these options do not fit the model\n" + DiagnosticPrinter.plain().print(result.diagnostics())));
  }
}
