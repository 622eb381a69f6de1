package dev.tulle.compiler.tensor;

import dev.tulle.compiler.tensor.Declaration.Storage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Tensor IR as text: deterministic, close to the language, one declaration or statement a line. [TensorParser] reads it back.
///
/// A position that is checked at run time has a `!` behind it: `emb[ids[t]!, d]`.
public final class TensorPrinter {
  /// Of the text form.
  static final int VERSION = 1;

  private static final int CHOICE = 0;
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int OPERAND = 7;

  private TensorPrinter() {}

  public static String print(Program program) {
    StringBuilder out = new StringBuilder("tensor " + VERSION + "\nmodel " + program.name()
        + (program.entry().isEmpty() ? "" : " entry " + program.entry()) + doc(program.doc()) + "\n");
    program.parameters().forEach((name, value) -> out.append("parameter ").append(name).append(" = ").append(quoted(value)).append("\n"));
    for (Program.Size s : program.sizes())
      out.append(s.given() ? "size given " : "size ").append(s.name()).append(doc(s.doc())).append("\n");
    for (Program.Requirement r : program.requirements())
      out.append("require ").append(print(r.condition())).append(doc(r.text())).append("\n");
    program.declarations().values().forEach(d -> out.append(print(d)).append("\n"));
    program.steps().forEach(s -> print(s, "", out));
    return out.toString();
  }

  private static String doc(String text) {
    return text.isEmpty() ? "" : " doc " + quoted(text);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  public static String print(Declaration d) {
    String kind = d.role().name().toLowerCase(Locale.ROOT) + (d.pattern() ? " pattern" : "");
    String type = d.element().name().toLowerCase(Locale.ROOT) + positions(d.extents());
    String storage = switch (d.storage()) {
      case Storage.Dense _ -> "";
      case Storage.Csr _ -> " as csr";
      case Storage.Nm(int n, int m) -> " as nm(" + n + ", " + m + ")";
      case Storage.Blocks(int rows, int columns) -> " as blocks(" + rows + ", " + columns + ")";
    };
    String values = d.values().isEmpty() ? "" : " = " + d.values();
    String below = d.below().map(b -> " below " + print(b)).orElse("");
    return kind + " " + d.name() + ": " + type + below + storage + values + doc(d.doc());
  }

  public static String print(Statement s) {
    String target = s.target() + (s.axes().isEmpty() ? "" : "[" + axes(s.axes()) + "]");
    String where = s.where().equals(Terms.TRUE) ? "" : " where " + print(s.where());
    return word(s.stage()) + " " + target + where + " = " + print(s.value());
  }

  public static String print(Listing l) {
    String rows = l.rows().isEmpty() ? "" : "[" + axes(l.rows()) + "]";
    String where = l.where().equals(Terms.TRUE) ? "" : " where " + print(l.where());
    return "list " + word(l.stage()) + " " + l.count() + l.list().map(n -> " of " + n).orElse("") + rows + " over "
        + axes(List.of(l.element())) + l.order().map(o -> " by " + o).orElse("") + where;
  }

  /// The lines of a fold.
  public static List<String> print(Fold f) {
    return FoldPrinter.lines(f);
  }

  /// The lines of a step; a loop ends with a line of its own.
  private static void print(Step step, String indent, StringBuilder out) {
    switch (step) {
      case Statement s -> out.append(indent).append(print(s)).append("\n");
      case Repeat r -> {
        String carried = r.carried().stream().map(c -> c.tensor() + " = " + c.next()).collect(Collectors.joining(", "));
        out.append(indent)
            .append("repeat ")
            .append(word(r.stage()))
            .append(" ")
            .append(r.counter())
            .append(": ")
            .append(print(r.count(), SUM));
        out.append(carried.isEmpty() ? "" : " carrying " + carried).append(r.until().map(u -> " until " + u).orElse("")).append("\n");
        r.body().forEach(s -> print(s, indent + "  ", out));
        out.append(indent).append("end\n");
      }
      case Fold f -> FoldPrinter.lines(f).forEach(line -> out.append(indent).append(line).append("\n"));
      case Listing l -> out.append(indent).append(print(l)).append("\n");
      case Either e -> {
        out.append(indent).append("if ").append(print(e.condition())).append("\n");
        e.then().forEach(s -> print(s, indent + "  ", out));
        out.append(indent).append("else\n");
        e.otherwise().forEach(s -> print(s, indent + "  ", out));
        out.append(indent).append("end\n");
      }
      case Measure m -> out.append(indent).append("measure ").append(m.size()).append(" = ").append(m.tensor()).append("\n");
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static String axes(List<Axis> axes) {
    return axes.stream().map(a -> a.index() + ": " + print(a.extent())).collect(Collectors.joining(", "));
  }

  private static String positions(List<Term> at) {
    return at.isEmpty() ? "" : "[" + list(at) + "]";
  }

  private static String list(List<Term> terms) {
    return terms.stream().map(TensorPrinter::print).collect(Collectors.joining(", "));
  }

  private static String sums(List<Term> terms) {
    return terms.stream().map(t -> print(t, SUM)).collect(Collectors.joining(", "));
  }

  public static String print(Term term) {
    return print(term, CHOICE);
  }

  private static String print(Term term, int around) {
    return switch (term) {
      case Term.Number n ->
          switch (n.type()) {
            case FLOAT -> number(n.value());
            case INT -> Long.toString((long) n.value());
            case BOOL -> n.value() == 0 ? "false" : "true";
          };
      case Term.SizeOf(String name) -> name;
      case Term.IndexOf(String name) -> name;
      case Term.Element e -> e.tensor() + (e.at().isEmpty() ? "" : "[" + checkedPositions(e) + "]");
      case Term.Exists e -> "defined(" + e.tensor() + positions(e.at()) + ")";
      case Term.Apply a -> apply(a, around);
      case Term.Cast c -> "cast(" + c.to().name().toLowerCase(Locale.ROOT) + ", " + print(c.operand()) + ")";
      case Term.Choose c ->
          bracket("if " + print(c.condition()) + " then " + print(c.then()) + " else " + print(c.otherwise()), CHOICE, around);
      case Term.Reduce r -> bracket(operator(r.operator(), axes(r.over()), r.where()) + " " + print(r.body(), PRODUCT), SUM, around);
      case Term.RowOperation r -> operator(r.operator(), axes(r.over()) + " at " + sums(r.at()), r.where()) + " (" + print(r.body()) + ")";
      case Term.Selection s -> {
        String by = s.group().map(g -> " by " + print(g, SUM)).orElse("");
        yield operator(s.operator(), axes(s.over()) + by + " at " + sums(s.at()) + " count " + print(s.count(), SUM), s.where()) + " ("
            + print(s.body()) + ")";
      }
    };
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    return Double.toString(value);
  }

  private static String checkedPositions(Term.Element e) {
    StringBuilder out = new StringBuilder();
    for (int a = 0; a < e.at().size(); a++)
      out.append(a == 0 ? "" : ", ").append(print(e.at().get(a))).append(e.checked().contains(a) ? "!" : "");
    return out.toString();
  }

  private static String operator(Enum<?> name, String binders, Term where) {
    String condition = where.equals(Terms.TRUE) ? "" : " where " + print(where);
    return name.name().toLowerCase(Locale.ROOT) + "(" + binders + condition + ")";
  }

  private static String apply(Term.Apply a, int around) {
    return switch (a.function()) {
      case OR -> infix(a, " or ", OR, around);
      case AND -> infix(a, " and ", AND, around);
      case NOT -> bracket("not " + print(a.arguments().getFirst(), NOT), NOT, around);
      case LESS -> infix(a, " < ", COMPARISON, around);
      case LESS_EQUAL -> infix(a, " <= ", COMPARISON, around);
      case GREATER -> infix(a, " > ", COMPARISON, around);
      case GREATER_EQUAL -> infix(a, " >= ", COMPARISON, around);
      case EQUAL -> infix(a, " == ", COMPARISON, around);
      case NOT_EQUAL -> infix(a, " != ", COMPARISON, around);
      case ADD -> infix(a, " + ", SUM, around);
      case SUBTRACT -> infix(a, " - ", SUM, around);
      case MULTIPLY -> infix(a, " * ", PRODUCT, around);
      case DIVIDE -> infix(a, " / ", PRODUCT, around);
      case MODULO -> infix(a, " % ", PRODUCT, around);
      default -> a.function().name().toLowerCase(Locale.ROOT) + "(" + list(a.arguments()) + ")";
    };
  }

  /// Operators group to the left. A sum on the left of another term ends with its product, so a reduction there needs brackets only in a product.
  private static String infix(Term.Apply a, String sign, int level, int around) {
    int left = level == COMPARISON ? SUM : level;
    return bracket(print(a.arguments().get(0), left) + sign + print(a.arguments().get(1), Math.min(level + 1, OPERAND)), level, around);
  }

  private static String bracket(String text, int level, int around) {
    return level < around ? "(" + text + ")" : text;
  }
}
