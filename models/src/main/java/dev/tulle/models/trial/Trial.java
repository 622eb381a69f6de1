package dev.tulle.models.trial;

import dev.tulle.dsl.Front;
import dev.tulle.models.Specification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// One row of the table of models.
///
/// @param model its name in the file
/// @param what in a few words, for the table
/// @param parameters compile-time parameters for the samples
public record Trial(
    String file, String model, String what, Map<String, Double> parameters, Supplier<List<Sample>> samples, Optional<Figure> figure) {
  public Trial {
    parameters = Map.copyOf(parameters);
  }

  public Trial(String file, String model, String what, Map<String, Double> parameters, Supplier<List<Sample>> samples) {
    this(file, model, what, parameters, samples, Optional.empty());
  }

  /// The same with a figure.
  public Trial measured(Figure by) {
    return new Trial(file, model, what, parameters, samples, Optional.of(by));
  }

  public Specification specification() {
    return Specification.of(file);
  }

  public Front.Options options() {
    return new Front.Options(Optional.of(model), parameters, Map.of());
  }

  /// The lines of the model and of the layers in its file that it calls, without comments and blank lines.
  public long lines() {
    var blocks = Pattern.compile("^(?:model|layer) (\\w+)\\b.*?^}", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(specification().text())
        .results()
        .toList();
    var text = blocks.stream().filter(block -> block.group(1).equals(model)).findFirst().orElseThrow().group();
    for (var length = -1; length < text.length();) {
      length = text.length();
      for (var block : blocks) {
        if (!text.contains(block.group()) && Pattern.compile("\\b" + block.group(1) + "\\(").matcher(text).find())
          text += "\n" + block.group();
      }
    }
    return text.lines().filter(line -> !line.isBlank() && !line.strip().startsWith("//")).count();
  }
}
