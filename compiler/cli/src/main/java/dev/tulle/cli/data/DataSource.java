package dev.tulle.cli.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where data comes from: `FILE` or `random:SEED`.
public sealed interface DataSource {
  /// A file; what it holds is said by its extension.
  record Stored(Path path) implements DataSource {
    /// The extension in lower case, without the dot.
    public String extension() {
      String name = path.getFileName().toString();
      return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
  }

  /// Drawn by [RandomData].
  record Random(long seed) implements DataSource {}

  /// Reads the argument of an option.
  final class Converter implements ITypeConverter<DataSource> {
    private static final String RANDOM = "random:";

    @Override
    public DataSource convert(String text) {
      try {
        if (text.startsWith(RANDOM)) return new Random(Long.parseLong(text.substring(RANDOM.length())));
        Path path = Path.of(text);
        if (path.getFileName() == null) throw new TypeConversionException("`" + text + "` is no file");
        return new Stored(path);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("`" + text + "`: the seed is a whole number, as in random:42");
      } catch (InvalidPathException e) {
        throw new TypeConversionException("`" + text + "` is no path: " + e.getReason());
      }
    }
  }
}
