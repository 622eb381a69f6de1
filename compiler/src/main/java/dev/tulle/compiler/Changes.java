package dev.tulle.compiler;

import dev.tulle.compiler.tensor.Program;
import dev.tulle.compiler.tensor.TensorPrinter;
import java.util.List;
import java.util.Set;

/// Tensor IR on its way through the passes: the whole program at first, then for each pass the lines that went and the lines
/// that came, and the whole program again as it is lowered.
final class Changes {
  private final StringBuilder text = new StringBuilder();
  private List<String> last = List.of();

  void add(String pass, Program program) {
    List<String> lines = TensorPrinter.print(program).lines().toList();
    text.append(last.isEmpty() ? "// as read\n" : "\n// " + pass + "\n");
    Set<String> before = Set.copyOf(last);
    Set<String> after = Set.copyOf(lines);
    last.stream().filter(l -> !after.contains(l)).forEach(l -> text.append("- ").append(l).append("\n"));
    lines.stream().filter(l -> !before.contains(l)).forEach(l -> text.append(last.isEmpty() ? "" : "+ ").append(l).append("\n"));
    last = lines;
  }

  String text() {
    return text + "\n// as it is lowered\n" + String.join("\n", last) + "\n";
  }
}
