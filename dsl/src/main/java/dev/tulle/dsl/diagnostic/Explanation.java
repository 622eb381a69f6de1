package dev.tulle.dsl.diagnostic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The long text about a code that `tulle explain CODE` prints: what causes it, an example, the mend. The texts are Markdown files beside this class.
public final class Explanation {
  private Explanation() {}

  public static String of(DiagnosticCode code) {
    String file = code + ".md";
    try (InputStream in = Explanation.class.getResourceAsStream(file)) {
      if (in == null) throw new IllegalStateException("no explanation " + file);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }
}
