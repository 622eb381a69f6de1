package dev.tulle.compiler.random;

import dev.tulle.compiler.random.DrawStatement.Drawn;
import dev.tulle.compiler.random.Thing.Kind;
import dev.tulle.dsl.Front;
import dev.tulle.dsl.diagnostic.Diagnostic;
import dev.tulle.dsl.source.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Draws a model with its layers, data, states and programs. What the checker refuses is counted by its code and left out, so that the
/// other parts need not prove what only the checker can.
final class DrawModel {
  private static final List<String> RUN_TIME = List.of("N", "M", "K");

  private final long seed;
  private final Random random;
  private final Scope scope;
  private final Map<String, Integer> refused = new TreeMap<>();
  private final StringBuilder layers = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  /// Layers by name: of a matrix, of a row, of two numbers.
  private final List<String> ofMatrices = new ArrayList<>();
  private final List<String> ofRows = new ArrayList<>();
  private final List<String> ofNumbers = new ArrayList<>();
  /// What stands behind the statement that is checked, so that the text is whole.
  private String after = "}\n";
  private final List<String> inputs = new ArrayList<>();

  DrawModel(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    List<String> sizes = new ArrayList<>(RUN_TIME.subList(0, 2 + random.nextInt(2)));
    if (random.nextInt(3) == 0) sizes.add("4");
    if (random.nextInt(6) == 0) sizes.add("1");
    this.scope = new Scope(random, sizes);
  }

  RandomProgram draw() {
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) layer();
    weights();
    if (scope.chance(1, 4)) states();
    if (scope.chance(1, 6)) {
      entries();
    } else {
      inputs().forEach(this::offer);
      program(scope);
    }
    return new RandomProgram(seed, text(""), refused);
  }

  private String text(String more) {
    return layers + "model Random {\n  const STRIDE = [0, 1, 3]\n" + body + more + after;
  }

  /// Takes lines into the model if the checker accepts them.
  private boolean offer(String lines) {
    String indented = DrawStatement.indent(lines);
    List<Diagnostic> errors = errors(text(indented + "  output nothing = 0\n"));
    if (errors.isEmpty()) {
      body.append(indented);
    } else {
      refused.merge(errors.getFirst().code().name(), 1, Integer::sum);
    }
    return errors.isEmpty();
  }

  private static List<Diagnostic> errors(String text) {
    Front.Result result = Front.check(new Source("random", text), Front.Options.defaults());
    return result.diagnostics().stream().filter(d -> d.isError()).toList();
  }

  /// Statements, and at the end whatever nothing else has read as an output.
  private void program(Scope inside) {
    Set<String> before = new HashSet<>(inside.things.stream().map(Thing::name).toList());
    DrawStatement statements = new DrawStatement(inside);
    int count = 2 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Optional<Drawn> call = scope.chance(1, 5) ? call(inside) : Optional.empty();
      Drawn drawn = call.orElseGet(() -> statements.any(2));
      if (offer(drawn.text())) inside.things.addAll(drawn.defined());
    }
    updates(inside);
    int start = body.length();
    for (Thing thing : inside.things) {
      if (!before.contains(thing.name()) && !isRead(thing.name())) offer(output(thing));
    }
    if (body.length() == start) offer("output nothing = 0");
  }

  private boolean isRead(String name) {
    return Pattern.compile("\\b" + name + "\\b").matcher(body).results().count() > 1;
  }

  private String output(Thing thing) {
    List<Variable> over = new ArrayList<>();
    thing.axes().forEach(axis -> over.add(scope.variable(over, axis)));
    String element = thing.at(Scope.names(over));
    String name = scope.name("o");
    if (thing.kind() == Kind.PATTERN && scope.chance(1, 2) && !over.isEmpty()) {
      return "output " + name + " = count(" + String.join(", ", over.stream().map(Variable::binder).toList()) + " where " + element + ")";
    }
    if (thing.kind() == Kind.PATTERN) return "output " + name + Scope.brackets(over) + " where " + element + " = 1.0";
    String where = thing.isSparse() ? " where defined(" + element + ")" : "";
    return "output " + name + Scope.brackets(over) + where + " = " + element;
  }

  private List<String> axes(int least) {
    return scope.variables(least, 3).stream().map(Variable::size).toList();
  }

  private void weights() {
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Drawn drawn = data("weight ");
      if (offer(drawn.text())) scope.things.addAll(drawn.defined());
    }
  }

  /// What every run brings; every size is said by some of it.
  private List<String> inputs() {
    List<String> lines = new ArrayList<>();
    for (String size : scope.sizes) {
      if (!RUN_TIME.contains(size)) continue;
      if (scope.chance(1, 10)) {
        lines.add("size " + size);
      } else {
        lines.add(given("input ", Kind.FLOAT, List.of(size)));
      }
    }
    lines.add(given("input ", Kind.FLOAT, List.of("N", "M")));
    lines.add(given("input ", Kind.INTEGER, List.of(scope.size())));
    int more = random.nextInt(5);
    for (int i = 0; i < more; i++) {
      Drawn drawn = data("input ");
      lines.add(drawn.text());
      scope.things.addAll(drawn.defined());
    }
    return lines;
  }

  private String given(String word, Kind kind, List<String> axes) {
    String name = scope.name("x");
    scope.things.add(Thing.dense(name, kind, axes, true));
    return word + name + ": " + (kind == Kind.FLOAT ? "f32" : "i32") + "[" + String.join(", ", axes) + "]";
  }

  /// Any kind of tensor or pattern that is given.
  private Drawn data(String word) {
    String name = scope.name(word.equals("weight ") ? "w" : "x");
    List<String> axes = axes(0);
    String shape = axes.isEmpty() ? "" : "[" + String.join(", ", axes) + "]";
    List<Variable> over = new ArrayList<>();
    axes.forEach(axis -> over.add(scope.variable(over, axis)));
    return switch (random.nextInt(10)) {
      case 0 -> new Drawn(word + name + ": " + scope.pick("i32", "i8", "u8") + shape, List.of(Thing.dense(name, Kind.INTEGER, axes, true)));
      case 1 -> new Drawn(word + name + ": bool" + shape, List.of(Thing.dense(name, Kind.BOOLEAN, axes, true)));
      case 2, 3 -> axes.isEmpty() ? data(word)
          : new Drawn(word + "pattern " + name + Scope.brackets(over) + (axes.size() > 1 ? scope.pick("", " as csr", " as bitmap") : ""),
              List.of(Thing.dense(name, Kind.PATTERN, axes, true)));
      case 4, 5, 6 -> {
        if (axes.size() < 2) yield data(word);
        String format = axes.getLast().equals("4") ? " as nm(2, 4)" : scope.pick(" as csr", " as csc", " as blocks(2, 3)", " as bitmap");
        yield new Drawn(word + name + ": " + scope.pick("f32", "f32", "f16") + shape + format,
            List.of(Thing.sparse(name, Kind.FLOAT, axes, true)));
      }
      case 7 -> {
        Optional<String> member = scope.read(Kind.PATTERN, over, false, true).filter(m -> word.equals("input ") || m.startsWith("w"));
        if (member.isEmpty()) yield data(word);
        yield new Drawn(word + name + ": f32" + Scope.brackets(over) + " where " + member.get(),
            List.of(Thing.sparse(name, Kind.FLOAT, axes, true)));
      }
      default -> new Drawn(word + name + ": " + scope.pick("f32", "f32", "f16", "bf16") + shape,
          List.of(Thing.dense(name, Kind.FLOAT, axes, true)));
    };
  }

  /// States over sizes that weights say; what they begin with depends on weights alone.
  private void states() {
    String size = scope.pick("N", "M");
    offer(given("weight ", Kind.FLOAT, List.of(size)));
    List<Variable> one = List.of(new Variable("i", size));
    DrawExpression initial = new DrawExpression(scope);
    String name = scope.name("s");
    if (offer("state " + name + ": f32[i: " + size + "] = " + initial.floats(one, 1))) {
      scope.things.add(Thing.dense(name, Kind.FLOAT, List.of(size), false));
    }
    String number = scope.name("s");
    if (offer("state " + number + ": i32 = 1")) scope.things.add(Thing.dense(number, Kind.INTEGER, List.of(), true));
    if (scope.chance(1, 2)) return;
    String members = scope.name("s");
    if (!offer("state pattern " + members + "[i: " + size + "] = " + initial.condition(one, 1))) return;
    scope.things.add(Thing.dense(members, Kind.PATTERN, List.of(size), true));
    String kept = scope.name("s");
    if (offer("state " + kept + ": f32[i: " + size + "] where " + members + "[i] = " + initial.floats(one, 1))) {
      scope.things.add(Thing.sparse(kept, Kind.FLOAT, List.of(size), false));
    }
  }

  private void updates(Scope inside) {
    DrawExpression expressions = new DrawExpression(inside);
    for (Thing thing : List.copyOf(scope.things)) {
      if (!thing.name().startsWith("s") || scope.chance(1, 5)) continue;
      List<Variable> over = thing.axes().isEmpty() ? List.of() : List.of(new Variable("i", thing.axes().getFirst()));
      String value = switch (thing.kind()) {
        case FLOAT -> "tanh(" + expressions.floats(over, 2) + ")";
        case INTEGER -> expressions.integers(over, 2);
        case BOOLEAN, PATTERN -> expressions.condition(over, 2);
      };
      String where = thing.kind() == Kind.FLOAT && !thing.isSparse() && scope.chance(1, 2) ? " where " + expressions.condition(over, 2)
          : "";
      offer("update " + thing.at(Scope.names(over)) + where + " = " + value);
    }
  }

  /// Two programs over the same weights and states, each with data of its own.
  private void entries() {
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      Set<Thing> shared = Set.copyOf(scope.things);
      List<String> formals = inputs().stream()
          .map(line -> line.startsWith("size ") ? "" : line.replaceFirst("^input ", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
      String head = "  entry " + scope.name("run") + "(" + String.join(", ", formals) + ") {\n";
      int start = body.length();
      body.append(head);
      after = "  }\n}\n";
      program(scope.inner());
      body.append("  }\n");
      after = "}\n";
      if (!errors(text("")).isEmpty()) {
        body.setLength(start);
        refused.merge("entry", 1, Integer::sum);
      }
      scope.things.removeIf(t -> !shared.contains(t));
    }
    if (!body.toString().contains("entry ")) {
      inputs().forEach(this::offer);
      program(scope);
    }
  }

  private void layer() {
    String name = "Layer" + (ofMatrices.size() + ofRows.size() + ofNumbers.size());
    int kind = random.nextInt(3);
    Scope inside = scope.of(switch (kind) {
      case 0 -> List.of("T", "D");
      case 1 -> List.of("D");
      default -> List.of("2");
    });
    List<Variable> over = new ArrayList<>();
    List<String> axes = kind == 2 ? List.of() : inside.sizes;
    axes.forEach(axis -> over.add(scope.variable(over, axis)));
    String shape = axes.isEmpty() ? "" : "[" + String.join(", ", axes) + "]";
    inside.things.add(Thing.dense("a", Kind.FLOAT, axes, false));
    StringBuilder text = new StringBuilder(
        "layer " + name + "(a: f32" + shape + (kind == 2 ? ", b: f32" : "") + ", BY = 2.0) -> (r: f32" + shape
            + ") {\n");
    if (kind == 2) inside.things.add(Thing.dense("b", Kind.FLOAT, List.of(), false));
    DrawStatement statements = new DrawStatement(inside);
    int count = kind == 2 ? 0 : random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Drawn drawn = statements.any(1);
      text.append(DrawStatement.indent(drawn.text()));
      inside.things.addAll(drawn.defined());
    }
    text.append("  output r")
        .append(Scope.brackets(over))
        .append(" = BY * ")
        .append(new DrawExpression(inside).floats(over, 2))
        .append("\n}\n");
    List<Diagnostic> errors = errors(layers.toString() + text + "model Empty {\n  output nothing = 0\n}\n");
    if (!errors.isEmpty()) {
      refused.merge(errors.getFirst().code().name(), 1, Integer::sum);
      return;
    }
    layers.append(text);
    (kind == 0 ? ofMatrices : kind == 1 ? ofRows : ofNumbers).add(name);
  }

  /// A call of a layer with what there is; empty if there is none.
  private Optional<Drawn> call(Scope inside) {
    String name = scope.name("t");
    List<Thing> matrices = inside.things.stream().filter(t -> t.kind() == Kind.FLOAT && !t.isSparse() && t.axes().size() == 2).toList();
    String by = scope.pick("", ", BY = 0.5");
    if (!ofNumbers.isEmpty() && scope.chance(1, 3)) {
      List<Variable> over = scope.variables(0, 2);
      DrawExpression expressions = new DrawExpression(inside);
      return Optional.of(new Drawn("let " + name + Scope.brackets(over) + " = " + scope.pick(ofNumbers) + "(" + expressions.floats(over, 1)
          + ", " + expressions.floats(over, 1) + by + ")\n", List.of(Thing.dense(name, Kind.FLOAT, Scope.axes(over), false))));
    }
    if (matrices.isEmpty()) return Optional.empty();
    Thing matrix = scope.pick(matrices);
    List<Thing> result = List.of(Thing.dense(name, Kind.FLOAT, matrix.axes(), false));
    if (!ofRows.isEmpty() && scope.chance(1, 2)) {
      String slice = "let " + name + "[i: " + matrix.axes().getFirst() + ", j: " + matrix.axes().getLast() + "] = " + scope.pick(ofRows)
          + "("
          + matrix.name() + "[i, :]" + by + ")[j]\n";
      return Optional.of(new Drawn(slice, result));
    }
    return ofMatrices.isEmpty() ? Optional.empty()
        : Optional.of(new Drawn("let " + name + " = " + scope.pick(ofMatrices) + "(" + matrix.name() + by + ")\n", result));
  }
}
