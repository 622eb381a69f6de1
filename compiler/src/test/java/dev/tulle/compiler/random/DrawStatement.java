package dev.tulle.compiler.random;

import dev.tulle.compiler.random.Thing.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Draws statements, each with what it defines.
final class DrawStatement {
  private final Scope scope;
  private final DrawExpression expressions;
  private final DrawPattern patterns;

  /// @param text whole lines
  /// @param defined what can be read afterwards
  record Drawn(String text, List<Thing> defined) {}

  DrawStatement(Scope scope) {
    this.scope = scope;
    this.expressions = new DrawExpression(scope);
    this.patterns = new DrawPattern(scope, expressions);
  }

  /// A statement that may stand in a model, an entry or a layer.
  Drawn any(int depth) {
    return switch (scope.random.nextInt(12)) {
      case 0, 1, 2 -> dense();
      case 3, 4 -> sparse();
      case 5, 6, 7 -> pattern();
      case 8, 9 -> depth > 0 ? repeat(depth) : sparse();
      default -> fold();
    };
  }

  Drawn dense() {
    List<Variable> over = scope.variables(0, 3);
    String name = scope.name("t");
    return switch (scope.random.nextInt(6)) {
      case 0 -> let(name, over, scope.pick("", "", ": i8", ": u8", ": i32"), "", expressions.integers(over, 3), Kind.INTEGER, true, false);
      case 1 -> let(name, over, "", "", expressions.condition(over, 3), Kind.BOOLEAN, true, false);
      case 2 -> let(name, over, "", "", expressions.exactFloats(over, 2), Kind.FLOAT, true, false);
      default -> let(name, over, scope.pick("", "", "", ": f16", ": bf16"), "", expressions.floats(over, 3), Kind.FLOAT, false, false);
    };
  }

  Drawn sparse() {
    List<Variable> over = scope.variables(1, 3);
    String name = scope.name("t");
    boolean whole = scope.chance(1, 4);
    String where = scope.read(Kind.PATTERN, over, false, true).filter(_ -> !whole).orElseGet(() -> expressions.condition(over, 2));
    if (scope.chance(1, 4)) {
      Optional<String> element = scope.read(Kind.FLOAT, over, true, false);
      if (element.isPresent()) {
        return let(name, over, "", " where defined(" + element.get() + ")", element.get() + " * " + expressions.floats(over, 1), Kind.FLOAT,
            false, true);
      }
    }
    String value = switch (scope.random.nextInt(4)) {
      case 0 -> scope.pick("softmax", "cumsum") + "(" + scope.pick(over).name() + " where " + where + ") (" + expressions.floats(over, 2)
          + ")";
      case 1 -> expressions.exactFloats(over, 2);
      default -> expressions.floats(over, 3);
    };
    return let(name, over, scope.pick("", "", "", ": f16"), " where " + where, value, Kind.FLOAT, false, true);
  }

  private Drawn let(String name, List<Variable> over, String type, String where, String value, Kind kind, boolean exact, boolean sparse) {
    String text = "let " + name + Scope.brackets(over) + type + where + " = " + value + "\n";
    List<String> axes = Scope.axes(over);
    return new Drawn(text, List.of(sparse ? Thing.sparse(name, kind, axes, exact) : Thing.dense(name, kind, axes, exact)));
  }

  Drawn pattern() {
    List<Variable> over = scope.variables(1, 3);
    String name = scope.name("p");
    String format = switch (scope.random.nextInt(10)) {
      case 0 -> " as bitmap";
      case 1 -> over.size() >= 2 ? scope.pick(" as csr", " as csc", " as csr") : "";
      default -> "";
    };
    return new Drawn("pattern " + name + Scope.brackets(over) + " = " + patterns.whole(over) + format + "\n",
        List.of(Thing.dense(name, Kind.PATTERN, Scope.axes(over), true)));
  }

  /// A loop over one or two carried tensors, which may hold anything that a body may hold.
  Drawn repeat(int depth) {
    Scope inner = scope.inner();
    DrawStatement body = new DrawStatement(inner);
    List<Thing> carried = new ArrayList<>();
    List<List<Variable>> indices = new ArrayList<>();
    List<String> initial = new ArrayList<>();
    int count = 1 + scope.random.nextInt(2);
    for (int i = 0; i < count; i++) {
      List<Variable> over = scope.variables(0, 2);
      boolean integer = scope.chance(1, 4);
      Thing thing = Thing.dense(scope.name("c"), integer ? Kind.INTEGER : Kind.FLOAT, Scope.axes(over), integer);
      carried.add(thing);
      indices.add(over);
      initial.add(thing.name() + Scope.brackets(over) + " = " + (integer ? expressions.integers(over, 1) : expressions.floats(over, 1)));
    }
    List<Variable> rows = scope.variables(0, 1);
    Thing steps = Thing.dense(scope.name("c"), Kind.INTEGER, Scope.axes(rows), true);
    initial.add(steps.name() + Scope.brackets(rows) + " = 0");
    inner.things.addAll(carried);
    inner.things.add(steps);
    String number = scope.chance(1, 2) ? scope.name("step") : "";
    if (!number.isEmpty()) inner.things.add(Thing.dense(number, Kind.INTEGER, List.of(), true));
    StringBuilder text = new StringBuilder();
    int statements = scope.random.nextInt(3);
    for (int i = 0; i < statements; i++) {
      Drawn drawn = body.inLoop(depth - 1);
      text.append(indent(drawn.text()));
      inner.things.addAll(drawn.defined());
    }
    for (int i = 0; i < count; i++) {
      if (scope.chance(1, 8)) continue;
      List<Variable> over = indices.get(i);
      String value = carried.get(i).kind() == Kind.INTEGER ? "(" + body.expressions.integers(over, 2) + ") % 97"
          : "tanh(" + body.expressions.floats(over, 3) + ")";
      String where = scope.chance(1, 3) && !over.isEmpty() ? " where " + body.expressions.condition(over, 2) : "";
      text.append("  next ").append(carried.get(i).at(Scope.names(over))).append(where).append(" = ").append(value).append("\n");
    }
    String counter = steps.at(Scope.names(rows));
    text.append("  next ").append(counter).append(" = ").append(counter).append(" + 1\n");
    String until = scope.chance(1, 3)
        ? "  until " + (rows.isEmpty() || scope.chance(1, 2) ? counter + " + " + expressions.integers(rows, 0) + " > 2"
            : "(max(" + rows.getFirst().binder() + ") " + counter + ") > 1") + "\n"
        : "";
    String head = "repeat " + (until.isEmpty() ? "" : "at most ") + (number.isEmpty() ? "" : number + ": ") + scope.random.nextInt(4)
        + " with (" + String.join(", ", initial) + ") {\n";
    List<Thing> defined = new ArrayList<>(carried);
    defined.add(steps);
    return new Drawn(head + text + until + "}\n", defined);
  }

  /// A statement of a loop's body: its patterns compare no floats that were rounded.
  private Drawn inLoop(int depth) {
    if (scope.chance(1, 3)) {
      List<Variable> over = scope.variables(1, 2);
      String name = scope.name("p");
      return new Drawn("pattern " + name + Scope.brackets(over) + " = " + patterns.exact(over) + "\n",
          List.of(Thing.dense(name, Kind.PATTERN, Scope.axes(over), true)));
    }
    return switch (scope.random.nextInt(6)) {
      case 0 -> depth > 0 ? repeat(depth) : dense();
      case 1 -> fold();
      case 2 -> sparse();
      default -> dense();
    };
  }

  /// A walk of some rows over one index, in its order or in that of a key.
  Drawn fold() {
    List<Variable> rows = scope.variables(0, 2);
    Variable element = scope.variable(rows, scope.size());
    List<Variable> over = Scope.with(rows, element);
    StringBuilder text = new StringBuilder();
    String where = scope.read(Kind.PATTERN, over, false, true)
        .filter(_ -> scope.chance(1, 2))
        .orElseGet(() -> expressions.condition(over, 2));
    if (scope.chance(1, 3)) {
      String name = scope.name("p");
      text.append("pattern ").append(name).append(Scope.brackets(over)).append(" = ").append(where).append(" order ");
      text.append(element.name()).append(" by ").append(scope.pick(expressions.exactFloats(over, 1), expressions.integers(over, 1)));
      text.append("\n");
      where = name + "[" + String.join(", ", Scope.names(over)) + "]" + scope.pick("", " and " + expressions.condition(over, 1));
    }
    Scope inner = scope.inner();
    DrawExpression body = new DrawExpression(inner);
    Thing value = Thing.dense(scope.name("f"), Kind.FLOAT, Scope.axes(rows), false);
    Thing number = Thing.dense(scope.name("f"), Kind.INTEGER, Scope.axes(rows), true);
    Variable lane = new Variable("c", scope.pick("3", "2"));
    Thing vector = Thing.dense(scope.name("f"), Kind.FLOAT, Scope.axes(Scope.with(rows, lane)), false);
    boolean vectors = scope.chance(1, 3);
    inner.things.add(Thing.dense(value.name(), Kind.FLOAT, List.of(), false));
    inner.things.add(Thing.dense(number.name(), Kind.INTEGER, List.of(), true));
    List<String> initial = new ArrayList<>();
    initial.add(value.name() + " = " + scope.pick("0.0", "1.0", expressions.floats(rows, 1)));
    initial.add(number.name() + " = " + scope.pick("0", "1", expressions.integers(rows, 1)));
    if (vectors) initial.add(vector.name() + "[c: " + lane.size() + "] = " + expressions.floats(rows, 0));
    text.append("fold ").append(Scope.brackets(rows)).append(rows.isEmpty() ? "(" : " (").append(element.binder());
    text.append(scope.chance(1, 6) ? "" : " where " + where).append(") with (").append(String.join(", ", initial)).append(") {\n");
    String name = scope.name("e");
    text.append("  let ").append(name).append(" = ").append(body.floats(over, 3)).append("\n");
    inner.things.add(Thing.dense(name, Kind.FLOAT, List.of(), false));
    if (scope.chance(1, 2)) text.append("  skip if ").append(body.condition(over, 2)).append("\n");
    if (scope.chance(1, 3)) text.append("  stop if ").append(number.name()).append(" > ").append(body.integers(over, 1)).append("\n");
    if (vectors) {
      String lanes = vector.name() + "[c]";
      text.append("  next ")
          .append(lanes)
          .append(" = 0.5 * ")
          .append(lanes)
          .append(" + tanh(")
          .append(body.floats(Scope.with(over, lane), 2))
          .append(")\n");
    }
    text.append("  next ").append(value.name()).append(" = 0.5 * ").append(value.name()).append(" + tanh(").append(body.floats(over, 1));
    text.append(")\n");
    text.append("  next ").append(number.name()).append(" = ").append(number.name()).append(" + ").append(body.integers(over, 1));
    text.append("\n}\n");
    List<Thing> defined = new ArrayList<>(List.of(value, number));
    if (vectors) defined.add(vector);
    return new Drawn(text.toString(), defined);
  }

  static String indent(String lines) {
    return lines.isEmpty() ? lines : "  " + lines.strip().replace("\n", "\n  ") + "\n";
  }
}
