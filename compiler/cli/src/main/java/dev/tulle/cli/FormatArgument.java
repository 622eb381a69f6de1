package dev.tulle.cli;

import dev.tulle.dsl.model.Format;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a stored format as the language writes it after `as`: `csr`, `nm(2, 4)`, `blocks(16, 16)`.
final class FormatArgument implements ITypeConverter<Format> {
  private static final Pattern SHAPE = Pattern.compile("\\s*([a-z]+)\\s*(?:\\(\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*\\)\\s*)?");

  @Override
  public Format convert(String text) {
    Matcher match = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
    if (!match.matches()) throw unknown(text);
    String name = match.group(1);
    try {
      return match.group(2) == null ? plain(name, text)
          : sized(name, Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3)), text);
    } catch (IllegalArgumentException e) {
      throw unknown(text);
    }
  }

  private static Format plain(String name, String text) {
    return switch (name) {
      case "csr" -> new Format.Csr();
      case "csc" -> new Format.Csc();
      case "bitmap" -> new Format.Bitmap();
      default -> throw unknown(text);
    };
  }

  private static Format sized(String name, int first, int second, String text) {
    return switch (name) {
      case "nm" -> new Format.Nm(first, second);
      case "blocks" -> new Format.Blocks(first, second);
      default -> throw unknown(text);
    };
  }

  private static TypeConversionException unknown(String text) {
    return new TypeConversionException(
        "`" + text + "` is no stored format; there are csr, csc, bitmap, nm(n, m) with 1 <= n <= m, blocks(rows, columns)");
  }
}
