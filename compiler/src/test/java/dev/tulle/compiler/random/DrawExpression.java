package dev.tulle.compiler.random;

import dev.tulle.compiler.random.Thing.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Draws expressions of some index variables. Each exists wherever it is read, or says what else; all that is compound is in parentheses.
///
/// What is *exact* no rounding decides: an exact float has the same bits on every device, and conditions and integers are always exact, so
/// that no device may differ about them. Only patterns of their own compare other floats ([DrawPattern]).
final class DrawExpression {
  private final Scope scope;

  DrawExpression(Scope scope) {
    this.scope = scope;
  }

  /// A float.
  String floats(List<Variable> over, int depth) {
    if (depth <= 0) return floatAtom(over);
    return switch (scope.random.nextInt(26)) {
      case 0, 1 -> "(" + floats(over, depth - 1) + scope.pick(" + ", " - ") + floats(over, depth - 1) + ")";
      case 2, 3 -> "(" + floats(over, depth - 1) + " * " + floats(over, depth - 1) + ")";
      case 4 -> "(" + floats(over, depth - 1) + " / (abs(" + floats(over, depth - 1) + ") + 1.0))";
      case 5, 6 -> scope.pick("tanh", "sigmoid", "abs", "relu", "sin", "cos", "erf", "silu", "gelu", "softplus", "-") + "("
          + floats(over, depth - 1) + ")";
      case 7 -> scope.pick("exp", "expm1") + "(tanh(" + floats(over, depth - 1) + "))";
      case 8 -> scope.pick("log", "sqrt", "rsqrt", "log1p") + "(abs(" + floats(over, depth - 1) + ") + 0.5)";
      case 9 -> scope.pick("max", "min") + "(" + floats(over, depth - 1) + ", " + floats(over, depth - 1) + ")";
      case 10 -> scope.pick("soft(" + floats(over, depth - 1) + ", 0.25)", "clamp(" + floats(over, depth - 1) + ", -1.0, 1.5)",
          "hard(" + exactFloats(over, 1) + ", 0.5)", "pow(abs(" + floats(over, depth - 1) + ") + 0.5, 1.5)",
          "atan2(" + floats(over, depth - 1) + ", 2.0)", "acos(clamp(" + floats(over, depth - 1) + ", -0.5, 0.5))");
      case 11, 12 -> "(if " + condition(over, depth - 1) + " then " + floats(over, depth - 1) + " else " + floats(over, depth - 1) + ")";
      case 13 -> scope.pick("floor", "ceil", "round", "sign") + "(" + exactFloats(over, 1) + ")";
      case 14 -> "cast(f32, " + integers(over, depth - 1) + ")";
      case 15 -> "cast(" + scope.pick("f16", "bf16", "f32") + ", " + exactFloats(over, 1) + ")";
      case 16 -> random(over);
      case 17, 18, 19, 20 -> reduction(over, depth);
      case 21 -> rowOperator(over, depth);
      case 22, 23 -> loose(Kind.FLOAT, over, depth, false);
      default -> filled(Kind.FLOAT, over, depth, false);
    };
  }

  private String floatAtom(List<Variable> over) {
    if (scope.chance(1, 8)) return literal();
    return scope.read(Kind.FLOAT, over, false, false).orElseGet(this::literal);
  }

  private String literal() {
    return scope.pick("0.5", "1.0", "-0.75", "2.0", "0.125");
  }

  /// A float that has the same bits on every device.
  String exactFloats(List<Variable> over, int depth) {
    if (depth > 0 && scope.chance(1, 2)) {
      return switch (scope.random.nextInt(7)) {
        case 0 -> scope.pick("abs", "-", "relu") + "(" + exactFloats(over, depth - 1) + ")";
        case 1 -> "(" + exactFloats(over, depth - 1) + " * 0.5)";
        case 2 -> scope.pick("max", "min") + "(" + exactFloats(over, depth - 1) + ", " + exactFloats(over, depth - 1) + ")";
        case 3 -> "cast(f32, " + integers(over, depth - 1) + " % 1000)";
        case 4 -> loose(Kind.FLOAT, over, depth, true);
        case 5 -> over.isEmpty() ? literal() : "uniform(3, " + scope.pick(over).name() + ")";
        default -> filled(Kind.FLOAT, over, depth, true);
      };
    }
    return scope.read(Kind.FLOAT, over, false, true).orElseGet(this::literal);
  }

  /// Something sparse where it exists, else something else.
  private String filled(Kind kind, List<Variable> over, int depth, boolean exact) {
    Optional<String> element = scope.read(kind, over, true, exact);
    return element.map(e -> "(" + e + " ?? " + atom(kind, over, depth, exact) + ")").orElseGet(() -> atom(kind, over, depth, exact));
  }

  private String atom(Kind kind, List<Variable> over, int depth, boolean exact) {
    return switch (kind) {
      case FLOAT -> exact ? exactFloats(over, 0) : scope.chance(1, 3) ? "(" + floats(over, depth - 1) + ")" : floatAtom(over);
      case INTEGER -> integers(over, 0);
      case BOOLEAN, PATTERN -> scope.pick("true", "false");
    };
  }

  /// A read at positions that may be anywhere: shifted, scaled, loaded.
  private String loose(Kind kind, List<Variable> over, int depth, boolean exact) {
    List<Thing> readable = scope.things(kind).stream().filter(t -> !t.axes().isEmpty() && (t.exact() || !exact)).toList();
    if (readable.isEmpty()) return atom(kind, over, depth, exact);
    Thing thing = scope.pick(readable);
    String element = thing.at(thing.axes().stream().map(axis -> position(over, axis, depth)).toList());
    return "(" + element + " ?? " + (scope.chance(1, 4) ? filledChain(kind, over, exact) : "") + atom(kind, over, depth - 1, exact) + ")";
  }

  private String filledChain(Kind kind, List<Variable> over, boolean exact) {
    return scope.read(kind, over, true, exact).map(e -> e + " ?? ").orElse("");
  }

  private String position(List<Variable> over, String axis, int depth) {
    List<Variable> fitting = over.stream().filter(v -> v.size().equals(axis)).toList();
    if (!fitting.isEmpty() && scope.chance(1, 2)) return scope.pick(fitting).name();
    if (over.isEmpty()) return scope.pick("0", "1", "2");
    String some = scope.pick(over).name();
    return switch (scope.random.nextInt(7)) {
      case 0 -> some + scope.pick(" + ", " - ") + (1 + scope.random.nextInt(3));
      case 1 -> some + " / " + (2 + scope.random.nextInt(2));
      case 2 -> some + " * 2" + scope.pick("", " - 1");
      case 3 -> some + " + " + scope.pick(over).name() + scope.pick(" - 1", " - 2", "");
      case 4 -> some + " % " + (2 + scope.random.nextInt(3));
      default -> integers(over, depth - 1);
    };
  }

  private String random(List<Variable> over) {
    List<String> indices = new ArrayList<>(Scope.names(over));
    while (indices.size() > 4) indices.removeLast();
    return scope.pick("uniform", "normal", "gumbel") + "(" + scope.random.nextInt(100)
        + (indices.isEmpty() ? "" : ", " + String.join(", ", indices)) + ")";
  }

  /// A reduction over one index or two: of a product with something sparse in it, or of anything.
  private String reduction(List<Variable> over, int depth) {
    Variable one = scope.variable(over, scope.size());
    List<Variable> inside = Scope.with(over, one);
    String binders = one.binder();
    if (scope.chance(1, 5)) {
      Variable two = scope.variable(inside, scope.size());
      inside = Scope.with(inside, two);
      binders += ", " + two.binder();
    }
    String where = scope.chance(1, 2) ? " where " + condition(inside, depth - 1) : "";
    String operator = scope.pick("sum", "sum", "sum", "max", "min", "mean", "logsumexp", "prod");
    String body = product(inside, depth - 1);
    if (operator.equals("prod")) body = "sigmoid(" + body + ")";
    String reduction = operator + "(" + binders + where + ") " + body;
    return operator.matches("max|min|mean|logsumexp") && scope.chance(1, 2)
        ? "(if " + condition(over, 0) + " then " + floatAtom(over) + " else " + reduction + ")"
        : "(" + reduction + ")";
  }

  /// One to three factors; those that are sparse say over what a reduction runs.
  private String product(List<Variable> over, int depth) {
    List<String> factors = new ArrayList<>();
    int count = 1 + scope.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Optional<String> sparse = scope.read(Kind.FLOAT, over, true, false);
      if (sparse.isPresent() && scope.chance(1, 2)) {
        factors.add(scope.chance(1, 4) ? scope.pick("abs", "tanh", "exp") + "(" + sparse.get() + ")" : sparse.get());
      } else {
        factors.add("(" + floats(over, depth - i) + ")");
      }
    }
    return String.join(" * ", factors);
  }

  /// Of an index that is free here; what a `where` leaves out is filled.
  private String rowOperator(List<Variable> over, int depth) {
    if (over.isEmpty()) return literal();
    Variable along = scope.pick(over);
    if (scope.chance(1, 4)) return "(sort(" + along.name() + ") (" + floats(over, depth - 1) + "))";
    String operator = scope.pick("softmax", "cumsum");
    String operand = scope.read(Kind.FLOAT, over, true, false).filter(_ -> scope.chance(1, 3)).orElse("");
    if (operand.isEmpty() && scope.chance(1, 2)) return "(" + operator + "(" + along.name() + ") (" + floats(over, depth - 1) + "))";
    String where = operand.isEmpty() || scope.chance(1, 2) ? " where " + condition(over, depth - 1) : "";
    if (operand.isEmpty()) operand = "(" + floats(over, depth - 1) + ")";
    return "((" + operator + "(" + along.name() + where + ") " + operand + ") ?? " + floatAtom(over) + ")";
  }

  /// An integer; the same on every device.
  String integers(List<Variable> over, int depth) {
    if (depth <= 0) {
      if (!over.isEmpty() && scope.chance(1, 2)) return scope.pick(over).name();
      return scope.read(Kind.INTEGER, over, false, true).orElseGet(() -> scope.pick("0", "1", "2", "3"));
    }
    return switch (scope.random.nextInt(17)) {
      case 0, 1 -> "(" + integers(over, depth - 1) + scope.pick(" + ", " - ") + integers(over, depth - 1) + ")";
      case 2 -> "(" + integers(over, depth - 1) + " * " + integers(over, 0) + ")";
      case 3 -> "(" + integers(over, depth - 1) + scope.pick(" / ", " % ") + (2 + scope.random.nextInt(4)) + ")";
      case 4 -> "(if " + condition(over, depth - 1) + " then " + integers(over, depth - 1) + " else " + integers(over, depth - 1) + ")";
      case 5 -> scope.pick("max", "min") + "(" + integers(over, depth - 1) + ", " + integers(over, depth - 1) + ")";
      case 6 -> "cast(" + scope.pick("i32", "i8", "u8") + ", " + exactFloats(over, 1) + ")";
      case 7, 8 -> {
        Variable bound = scope.variable(over, scope.size());
        yield "(count(" + bound.binder() + " where " + condition(Scope.with(over, bound), depth - 1) + "))";
      }
      case 9 -> {
        Variable bound = scope.variable(over, scope.size());
        List<Variable> inside = Scope.with(over, bound);
        String where = scope.chance(1, 2) ? " where " + condition(inside, depth - 1) : "";
        yield "(" + scope.pick("argmax", "argmin") + "(" + bound.binder() + where + ") (" + exactFloats(inside, 1) + "))";
      }
      case 10 -> {
        Variable bound = scope.variable(over, scope.size());
        yield "(" + scope.pick("sum", "max", "min", "prod") + "(" + bound.binder() + ") (" + integers(Scope.with(over, bound), depth - 1)
            + "))";
      }
      case 11 -> over.isEmpty() ? "1"
          : "(" + scope.pick("argsort", "rank") + "(" + scope.pick(over).name() + ") ("
              + scope.pick(exactFloats(over, 1), integers(over, 0))
              + "))";
      case 12 -> over.isEmpty() ? "2"
          : "(" + scope.pick("cumsum", "sort") + "(" + scope.pick(over).name() + ") (" + integers(over, depth - 1) + "))";
      case 13, 14 -> loose(Kind.INTEGER, over, depth, true);
      case 15 -> scope.pick(scope.sizes);
      default -> filled(Kind.INTEGER, over, depth, true);
    };
  }

  /// A condition that no rounding decides.
  String condition(List<Variable> over, int depth) {
    if (depth <= 0 || over.isEmpty()) return plainCondition(over);
    return switch (scope.random.nextInt(16)) {
      case 0, 1 -> "(" + condition(over, depth - 1) + " and " + condition(over, depth - 1) + ")";
      case 2, 3 -> "(" + condition(over, depth - 1) + " or " + condition(over, depth - 1) + ")";
      case 4 -> "(not (" + condition(over, depth - 1) + "))";
      case 5 -> "(" + integers(over, depth - 1) + scope.pick(" <= ", " < ", " == ", " != ", " > ", " >= ") + integers(over, depth - 1)
          + ")";
      case 6 -> "(" + integers(over, depth - 1) + " <= " + scope.pick(over).name() + scope.pick(" <= ", " < ") + integers(over, depth - 1)
          + ")";
      case 7 -> "(" + exactFloats(over, depth - 1) + scope.pick(" > ", " <= ") + exactFloats(over, depth - 1) + ")";
      case 8 -> "(uniform(" + scope.random.nextInt(9) + ", " + String.join(", ", Scope.names(over).subList(0, Math.min(4, over.size())))
          + ") < 0.4)";
      case 9 -> {
        Variable bound = scope.variable(over, scope.size());
        List<Variable> inside = Scope.with(over, bound);
        yield "(" + scope.pick("any", "all") + "(" + bound.binder() + ") (" + condition(inside, depth - 1) + "))";
      }
      case 10 -> scope.read(Kind.FLOAT, over, true, false).map(e -> "defined(" + e + ")").orElseGet(() -> plainCondition(over));
      case 11 -> shifted(over, depth);
      case 12 -> "(" + loose(Kind.INTEGER, over, depth, true) + " == " + scope.pick(over).name() + ")";
      case 13 -> scope.read(Kind.FLOAT, over, true, true)
          .map(e -> "(defined(" + e + ") and " + e + " > 0.0)")
          .orElseGet(() -> plainCondition(over));
      default -> plainCondition(over);
    };
  }

  /// A pattern read anywhere: coarse, shifted, lifted, loaded; outside it is false.
  private String shifted(List<Variable> over, int depth) {
    List<Thing> patterns = scope.things(Kind.PATTERN);
    if (patterns.isEmpty()) return plainCondition(over);
    Thing pattern = scope.pick(patterns);
    return pattern.at(pattern.axes().stream().map(axis -> position(over, axis, depth)).toList());
  }

  private String plainCondition(List<Variable> over) {
    if (over.isEmpty()) return scope.read(Kind.BOOLEAN, over, false, true).orElse("true");
    String one = scope.pick(over).name();
    String other = scope.pick(over).name();
    return switch (scope.random.nextInt(8)) {
      case 0, 1, 2 -> scope.read(Kind.PATTERN, over, false, true).orElse("(" + one + " <= " + other + ")");
      case 3 -> scope.read(Kind.BOOLEAN, over, false, true).orElse("(" + one + " > 1)");
      case 4 -> "(" + one + scope.pick(" <= ", " < ", " != ") + other + scope.pick("", " + 1") + ")";
      case 5 -> "(abs(" + one + " - " + other + ") < " + (1 + scope.random.nextInt(3)) + ")";
      case 6 -> "(" + one + " % " + (2 + scope.random.nextInt(2)) + " == " + scope.random.nextInt(2) + ")";
      default -> scope.read(Kind.INTEGER, over, false, true).map(e -> "(" + e + " == " + one + ")").orElse("(" + one + " >= 1)");
    };
  }
}
