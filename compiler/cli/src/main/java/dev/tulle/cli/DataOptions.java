package dev.tulle.cli;

import dev.tulle.cli.data.Bindings;
import dev.tulle.cli.data.DataSource;
import dev.tulle.cli.data.Port;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where the data of a run comes from.
final class DataOptions {
  @Option(
      names = "--input", paramLabel = "NAME=SOURCE", converter = {NameArgument.class,
          DataSource.Converter.class}, description = "The data of an input: NAME=FILE.npy, NAME=FILE.npz (sparse: `indices` and `values`) or NAME=random:SEED.")
  private Map<String, DataSource> inputs = new LinkedHashMap<>();

  @Option(
      names = "--weights", paramLabel = "SOURCE", converter = DataSource.Converter.class, description = "The weights, by name: FILE.safetensors, FILE.npz or random:SEED.")
  private DataSource weights;

  @Option(names = "--size", paramLabel = "NAME=VALUE", description = "A run-time size that no data says.")
  private Map<String, Long> sizes = new LinkedHashMap<>();

  /// Reads and draws everything.
  ///
  /// @param kept the states of the program
  /// @param states the file that they are read from
  Bindings bind(List<Port> ports, List<Port> kept, Optional<Path> states) {
    return Bindings.collect(ports, kept, inputs, Optional.ofNullable(weights), states, sizes);
  }
}
