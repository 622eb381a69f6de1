package dev.tulle.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The value of a parameter, as a program writes numbers: `64`, `-2.5`, `1e-6`.
final class NumberArgument implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    try {
      double value = Double.parseDouble(text);
      // Java reads `1.0f`, `NaN` and `0x1p3` too; a program does not.
      if (Double.isFinite(value) && text.strip().matches("[-+0-9.eE]+")) return value;
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new TypeConversionException("`" + text + "` is no number");
  }
}
