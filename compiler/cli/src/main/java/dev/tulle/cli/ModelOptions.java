package dev.tulle.cli;

import dev.tulle.dsl.Front;
import dev.tulle.dsl.model.Format;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which model of a file, and with what parameters and formats: the options that every command on a source file shares.
final class ModelOptions {
  @Option(
      names = "-D", paramLabel = "NAME=VALUE", converter = {NameArgument.class,
          NumberArgument.class}, description = "The value of a compile-time parameter.")
  private Map<String, Double> parameters = new LinkedHashMap<>();

  @Option(names = "--model", paramLabel = "NAME", description = "Which model of the file; the last one if not given.")
  private String model;

  @Option(
      names = "--as", paramLabel = "WEIGHT=FORMAT", converter = {NameArgument.class,
          FormatArgument.class}, description = "Stores a weight as csr, nm(2, 4), blocks(16, 16) …; the program is checked again.")
  private Map<String, Format> formats = new LinkedHashMap<>();

  Front.Options toFront() {
    return new Front.Options(Optional.ofNullable(model), parameters, formats);
  }

  /// Whether nothing was chosen.
  boolean isDefault() {
    return model == null && parameters.isEmpty() && formats.isEmpty();
  }
}
