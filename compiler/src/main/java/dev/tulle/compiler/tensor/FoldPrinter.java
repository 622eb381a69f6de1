package dev.tulle.compiler.tensor;

import static dev.tulle.compiler.tensor.TensorPrinter.axes;
import static dev.tulle.compiler.tensor.TensorPrinter.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A fold as lines of text.
final class FoldPrinter {
  private FoldPrinter() {}

  static List<String> lines(Fold f) {
    List<String> lines = new ArrayList<>();
    String rows = f.rows().isEmpty() ? "" : "[" + axes(f.rows()) + "] ";
    lines.add("fold " + f.stage().name().toLowerCase(Locale.ROOT) + " " + rows + axes(List.of(f.element()))
        + f.order().map(o -> " by " + o).orElse("") + condition(f.where()));
    for (Fold.Carried c : f.carried()) {
      lines.add("  carry " + c.tensor() + c.room().map(r -> " beside " + r).orElse("") + bracketed(c.axes()) + " = " + print(c.first()));
    }
    for (FoldStep step : f.body()) {
      lines.add(
          switch (step) {
            case FoldStep.Let l -> "  let " + l.name() + bracketed(l.axes()) + " = " + print(l.term());
            case FoldStep.Skip s -> "  skip " + print(s.term());
            case FoldStep.Stop s -> "  stop " + print(s.term());
          });
    }
    for (Fold.Carried c : f.carried()) {
      Fold.Next n = c.next();
      lines.add("  next " + c.tensor() + bracketed(n.axes()) + condition(n.where()) + " = " + print(n.value()));
    }
    lines.add("end");
    return lines;
  }

  private static String condition(Term where) {
    return where.equals(Terms.TRUE) ? "" : " where " + print(where);
  }

  private static String bracketed(List<Axis> axes) {
    return axes.isEmpty() ? "" : "[" + axes(axes) + "]";
  }
}
