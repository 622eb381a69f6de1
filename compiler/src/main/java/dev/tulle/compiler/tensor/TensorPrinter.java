package dev.tulle.compiler.tensor;

import dev.tulle.compiler.tensor.Declaration.Storage;
import dev.tulle.dsl.model.Function;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Tensor IR as text, for people: deterministic, close to the language, one declaration or statement a line.
public final class TensorPrinter {
  private TensorPrinter() {}

  public static String print(Program program) {
    StringBuilder out = new StringBuilder("tensor 1 model " + program.name());
    if (!program.parameters().isEmpty()) {
      out.append("(").append(program.parameters().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).collect(Collectors.joining(", ")));
      out.append(")");
    }
    out.append(" {\n");
    program.sizes().forEach(s -> out.append(s.given() ? "  size " : "  found size ").append(s.name()).append("\n"));
    program.requirements().forEach(r -> out.append("  require ").append(print(r.condition())).append("\n"));
    program.declarations().values().forEach(d -> out.append("  ").append(print(d)).append("\n"));
    program.statements().forEach(s -> out.append("  ").append(print(s)).append("\n"));
    return out.append("}\n").toString();
  }

  public static String print(Declaration d) {
    String kind = d.role().name().toLowerCase(Locale.ROOT) + (d.pattern() ? " pattern" : "");
    String type = d.element().name().toLowerCase(Locale.ROOT) + indices(d.extents());
    String storage =
        switch (d.storage()) {
          case Storage.Dense _ -> "";
          case Storage.Csr _ -> " as csr";
          case Storage.Nm(int n, int m) -> " as nm(" + n + ", " + m + ")";
          case Storage.Blocks(int rows, int columns) -> " as blocks(" + rows + ", " + columns + ")";
        };
    String values = d.values().isEmpty() ? "" : " = " + d.values();
    return kind + " " + d.name() + ": " + type + storage + values;
  }

  public static String print(Statement s) {
    String target = s.target() + (s.axes().isEmpty() ? "" : "[" + axes(s.axes()) + "]");
    String where = s.where().equals(Terms.TRUE) ? "" : " where " + print(s.where());
    return s.stage().name().toLowerCase(Locale.ROOT) + " " + target + where + " = " + print(s.value());
  }

  private static String axes(List<Axis> axes) {
    return axes.stream().map(a -> a.index() + ": " + print(a.extent())).collect(Collectors.joining(", "));
  }

  private static String indices(List<Term> at) {
    return at.isEmpty() ? "" : "[" + list(at) + "]";
  }

  private static String list(List<Term> terms) {
    return terms.stream().map(TensorPrinter::print).collect(Collectors.joining(", "));
  }

  public static String print(Term term) {
    return print(term, 0);
  }

  private static String print(Term term, int around) {
    return switch (term) {
      case Term.Number n ->
          switch (n.type()) {
            case FLOAT -> n.value() == Double.POSITIVE_INFINITY ? "inf" : n.value() == Double.NEGATIVE_INFINITY ? "-inf" : Double.toString(n.value());
            case INT -> Long.toString((long) n.value());
            case BOOL -> n.value() == 0 ? "false" : "true";
          };
      case Term.SizeOf(String name) -> name;
      case Term.IndexOf(String name) -> name;
      case Term.Element e -> e.tensor() + indices(e.at()) + (e.checked().isEmpty() ? "" : "!");
      case Term.Exists e -> "defined(" + e.tensor() + indices(e.at()) + ")";
      case Term.Apply a -> apply(a, around);
      case Term.Cast c -> "cast(" + c.to().name().toLowerCase(Locale.ROOT) + ", " + print(c.operand()) + ")";
      case Term.Choose c -> bracket("if " + print(c.condition()) + " then " + print(c.then()) + " else " + print(c.otherwise()), 1, around);
      case Term.Reduce r -> bracket(operator(r.operator().name(), axes(r.over()), "", r.where()) + " " + print(r.body(), 7), 5, around);
      case Term.RowOperation r ->
          operator(r.operator().name(), axes(r.over()) + " at " + list(r.at()), "", r.where()) + " (" + print(r.body()) + ")";
      case Term.Selection s -> {
        String by = s.group().map(g -> " by " + print(g)).orElse("");
        yield operator(s.operator().name(), axes(s.over()) + by + " at " + list(s.at()), ", " + print(s.count()), s.where()) + " (" + print(s.body()) + ")";
      }
    };
  }

  private static String operator(String name, String binders, String count, Term where) {
    String condition = where.equals(Terms.TRUE) ? "" : " where " + print(where);
    return name.toLowerCase(Locale.ROOT) + "(" + binders + count + condition + ")";
  }

  private static String apply(Term.Apply a, int around) {
    return switch (a.function()) {
      case OR -> infix(a, " or ", 2, around);
      case AND -> infix(a, " and ", 3, around);
      case NOT -> bracket("not " + print(a.arguments().getFirst(), 4), 4, around);
      case LESS -> infix(a, " < ", 4, around);
      case LESS_EQUAL -> infix(a, " <= ", 4, around);
      case GREATER -> infix(a, " > ", 4, around);
      case GREATER_EQUAL -> infix(a, " >= ", 4, around);
      case EQUAL -> infix(a, " == ", 4, around);
      case NOT_EQUAL -> infix(a, " != ", 4, around);
      case ADD -> infix(a, " + ", 5, around);
      case SUBTRACT -> infix(a, " - ", 5, around);
      case MULTIPLY -> infix(a, " * ", 6, around);
      case DIVIDE -> infix(a, " / ", 6, around);
      case MODULO -> infix(a, " % ", 6, around);
      case NEGATE -> bracket("-" + print(a.arguments().getFirst(), 8), 7, around);
      default -> a.function().name().toLowerCase(Locale.ROOT) + "(" + list(a.arguments()) + ")";
    };
  }

  /// The right operand of an operator that does not associate is bracketed at its own level.
  private static String infix(Term.Apply a, String sign, int level, int around) {
    boolean associates = a.function() == Function.AND || a.function() == Function.OR;
    String left = print(a.arguments().get(0), level);
    return bracket(left + sign + print(a.arguments().get(1), associates ? level : level + 1), level, around);
  }

  private static String bracket(String text, int level, int around) {
    return level < around ? "(" + text + ")" : text;
  }

}
