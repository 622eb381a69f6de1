package dev.tulle.dsl;

import dev.tulle.dsl.check.CheckFile;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.CheckedModel;
import dev.tulle.dsl.model.Format;
import dev.tulle.dsl.source.Source;
import dev.tulle.dsl.source.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way in: from a source text to a checked model, or to reports.
public final class Front {
  /// The longest file that is read, in bytes.
  private static final int LONGEST = 16 << 20;

  private Front() {}

  /// Checks a text.
  public static Result check(Source source, Options options) {
    return CheckFile.check(source, options);
  }

  /// Reads and checks a file. A file that cannot be read is a report like any other.
  public static Result check(Path file, Options options) {
    Text text = read(file);
    return text.source().map(s -> check(s, options)).orElse(new Result(Optional.empty(), List.of(), text.diagnostics()));
  }

  /// Reads a file of UTF-8 text.
  public static Text read(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) return unreadable(name, "it is a folder");
      try (InputStream in = Files.newInputStream(file)) {
        return read(name, file, in);
      }
    } catch (NoSuchFileException _) {
      return unreadable(name, "there is no such file");
    } catch (AccessDeniedException _) {
      return unreadable(name, "that is not allowed");
    } catch (IOException e) {
      return unreadable(name, e.getMessage());
    }
  }

  /// Reads UTF-8 text from a stream, to its end.
  ///
  /// @param name what reports call it
  /// @param file what it imports is looked for beside this
  /// @throws IOException if the stream fails
  public static Text read(String name, Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) return unreadable(name, "it has more than " + (LONGEST >> 20) + " MiB");
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Text(Optional.of(new Source(name, text, Optional.of(file))), List.of());
    } catch (CharacterCodingException _) {
      return unreadable(name, "it is not UTF-8 text");
    }
  }

  private static Text unreadable(String name, String why) {
    Span start = new Span(new Source(name, ""), 0, 0);
    Diagnostic report = new Diagnostic(DiagnosticCode.T0802, "this file cannot be read: " + why, start, "", List.of(), "");
    return new Text(Optional.empty(), List.of(report));
  }

  /// A file as text, or the report that says why it is none.
  public record Text(Optional<Source> source, List<Diagnostic> diagnostics) {
    public Text {
      diagnostics = List.copyOf(diagnostics);
    }
  }

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
