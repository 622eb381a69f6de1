package dev.tulle.compiler.random;

import dev.tulle.compiler.random.Thing.Kind;
import java.util.ArrayList;
import java.util.List;

/// Draws what a pattern may say: every form of the chapter on patterns, alone or combined.
final class DrawPattern {
  private final Scope scope;
  private final DrawExpression expressions;

  DrawPattern(Scope scope, DrawExpression expressions) {
    this.scope = scope;
    this.expressions = expressions;
  }

  /// The condition of a pattern that stands for itself, over at least one variable: floats may be compared, a test allows for near-ties.
  String whole(List<Variable> over) {
    return switch (scope.random.nextInt(10)) {
      case 0, 1, 2 -> selection(over, expressions.floats(over, 2));
      case 3 -> scope.pick("abs(", "tanh(") + expressions.floats(over, 2) + ") > 0.3";
      case 4 -> expressions.floats(over, 1) + " <= " + expressions.floats(over, 1);
      default -> exact(over);
    };
  }

  /// A condition of a pattern that no rounding decides.
  String exact(List<Variable> over) {
    String one = scope.pick(over).name();
    String other = scope.pick(over).name();
    return switch (scope.random.nextInt(13)) {
      case 0 -> one + " <= " + other + " and " + other + " - " + one + " < " + (1 + scope.random.nextInt(4));
      case 1 -> "0 <= " + one + " - " + other + " < 3";
      case 2 -> expressions.integers(over, 1) + " <= " + one + " <= " + expressions.integers(over, 1);
      case 3 -> expressions.integers(over, 1) + " <= " + one + " < " + expressions.integers(over, 0) + " + 3 and " + other + " >= "
          + expressions.integers(over, 0);
      case 4, 5 -> selection(over, expressions.exactFloats(over, 1));
      case 6 -> guardedUnion(over);
      case 7 -> separable(over);
      case 8 -> "any(g: 3) (" + one + " - " + other + " == STRIDE[g])";
      case 9 -> expressions.integers(over, 0) + " == " + one;
      case 10 -> "not (" + expressions.condition(over, 1) + ") and " + expressions.condition(over, 1);
      default -> expressions.condition(over, 3);
    };
  }

  /// Each value of an integer has a kind of its own.
  private String guardedUnion(List<Variable> over) {
    String kind = expressions.integers(over, 0);
    return kind + " == 0 and " + expressions.condition(over, 1) + " or " + kind + " == 1 and " + expressions.condition(over, 1)
        + scope.pick("", " or " + kind + " > 1 and " + expressions.condition(over, 0));
  }

  /// One condition for each variable.
  private String separable(List<Variable> over) {
    return String.join(" and ", over.stream().map(v -> expressions.condition(List.of(v), 1)).toList());
  }

  private String selection(List<Variable> over, String score) {
    List<Variable> selected = new ArrayList<>(over);
    java.util.Collections.shuffle(selected, scope.random);
    List<Variable> bound = selected.subList(0, over.size() > 1 && scope.chance(1, 4) ? 2 : 1);
    List<Variable> rest = over.stream().filter(v -> !bound.contains(v)).toList();
    String where = scope.chance(1, 3) ? " where " + expressions.condition(over, 1) : "";
    String filter = scope.chance(1, 4) ? " and " + expressions.condition(over, 1) : "";
    String operand = scope.read(Kind.FLOAT, over, true, true).filter(_ -> scope.chance(1, 4)).orElse("(" + score + ")");
    String names = String.join(", ", Scope.names(bound));
    return switch (scope.random.nextInt(8)) {
      case 0 -> "topp(" + bound.getFirst().name() + ", 0.7" + where + ") abs(" + operand + ")" + filter;
      case 1 -> scope.pick("topk(", "bottomk(") + bound.getFirst().name() + " by " + (2 + scope.random.nextInt(4)) + ", "
          + (1 + scope.random.nextInt(2)) + where + ") " + operand + filter;
      default -> scope.pick("topk(", "topk(", "bottomk(") + names + ", " + count(rest) + where + ") " + operand + filter;
    };
  }

  /// How many: a constant, a size, or loaded.
  private String count(List<Variable> rest) {
    return switch (scope.random.nextInt(5)) {
      case 0 -> scope.size() + " / 2";
      case 1 -> scope.size();
      case 2 -> expressions.integers(rest, 1);
      default -> String.valueOf(scope.random.nextInt(5));
    };
  }
}
