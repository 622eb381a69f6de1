package dev.tulle.compiler.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lines of a fold, from its head to its end.
final class FoldParser {
  private final Statement.Stage stage;
  private final List<Axis> rows;
  private final Axis element;
  private final Optional<String> order;
  private final Term where;
  private final Map<String, Fold.Carried> carried = new LinkedHashMap<>();
  private final List<FoldStep> body = new ArrayList<>();

  FoldParser(TermParser head) {
    stage = Statement.Stage.valueOf(TermParser.upper(head.word()));
    rows = head.accept("[") ? head.axes("]") : List.of();
    String index = head.word();
    head.expect(":");
    element = new Axis(index, head.extent());
    order = head.accept("by") ? Optional.of(head.word()) : Optional.empty();
    where = head.accept("where") ? head.term() : Terms.TRUE;
  }

  void line(String word, TermParser line) {
    switch (word) {
      case "carry" -> {
        String tensor = line.word();
        Optional<String> room = line.accept("beside") ? Optional.of(line.word()) : Optional.empty();
        List<Axis> axes = axes(line);
        line.expect("=");
        carried.put(tensor, new Fold.Carried(tensor, axes, line.term(), new Fold.Next(List.of(), Terms.TRUE, Terms.TRUE), room));
      }
      case "let" -> {
        String name = line.word();
        List<Axis> axes = axes(line);
        line.expect("=");
        body.add(new FoldStep.Let(name, axes, line.term()));
      }
      case "skip" -> body.add(new FoldStep.Skip(line.term()));
      case "stop" -> body.add(new FoldStep.Stop(line.term()));
      case "next" -> {
        String tensor = line.word();
        Fold.Carried c = carried.get(tensor);
        if (c == null) throw line.error("`" + tensor + "` is not carried");
        List<Axis> axes = axes(line);
        Term condition = line.accept("where") ? line.term() : Terms.TRUE;
        line.expect("=");
        carried.put(tensor, new Fold.Carried(tensor, c.axes(), c.first(), new Fold.Next(axes, condition, line.term()), c.room()));
      }
      default -> throw line.error("`" + word + "` begins no line of a fold");
    }
  }

  private static List<Axis> axes(TermParser line) {
    return line.accept("[") ? line.axes("]") : List.of();
  }

  Fold end() {
    return new Fold(rows, element, order, where, List.copyOf(carried.values()), body, stage);
  }
}
