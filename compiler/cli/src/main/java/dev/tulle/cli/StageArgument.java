package dev.tulle.cli;

import dev.tulle.compiler.Explain.Stage;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the name of a stage of the compiler: `tensor`, `plan`, `kernel`, `source`.
final class StageArgument implements ITypeConverter<Stage> {
  @Override
  public Stage convert(String text) {
    return Arrays.stream(Stage.values())
        .filter(stage -> name(stage).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException(
                "`" + text + "` is no stage; there are "
                    + Arrays.stream(Stage.values()).map(StageArgument::name).collect(Collectors.joining(", "))));
  }

  static String name(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }
}
