package dev.tulle.dsl.check;

import dev.tulle.dsl.check.prove.Knowledge;
import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Parameter;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.syntax.Expression;
import dev.tulle.dsl.syntax.Identifier;
import java.util.Map;

/// Compile-time parameters: those of a model, and those of an entry, which are called `step.lr`.
///
/// @param given values that replace the defaults, by full name
record CheckParameters(Problems problems, Map<String, Double> given, Declarations declarations) {
  void add(Identifier name, String fullName, Expression standard, Scope scope) {
    try {
      new Names(problems, scope).free(name);
      Expr value = new CheckExpression(problems, scope, declarations).check(standard, Place.outermost(Knowledge.of(Map.of())));
      if (!(value instanceof Expr.Literal literal)) {
        problems.add(DiagnosticCode.T0303, standard.span(), "the default of a parameter is known at compile time", "this is not", "");
        throw new Unresolved();
      }
      Expr.Literal chosen = given.containsKey(fullName) ? replaced(name, fullName, literal) : literal;
      scope.put(name.text(), new Thing.Value(chosen));
      declarations.parameters.add(new Parameter(fullName, chosen.type(), chosen.value()));
    } catch (Unresolved _) {
      if (scope.find(name.text()) == null) scope.put(name.text(), new Thing.Broken());
    }
  }

  private Expr.Literal replaced(Identifier name, String fullName, Expr.Literal standard) {
    double value = given.get(fullName);
    if (standard.type() == ValueType.INT && value != (int) value) {
      problems.add(DiagnosticCode.T0201, name.span(), "parameter `" + fullName + "` is a whole number", "given " + value, "");
      throw new Unresolved();
    }
    if (standard.type() == ValueType.BOOL && value != 0 && value != 1 || Double.isNaN(value)) {
      String wanted = standard.type() == ValueType.BOOL ? "true or false: 1 or 0" : "a number";
      problems.add(DiagnosticCode.T0201, name.span(), "parameter `" + fullName + "` is " + wanted, "given " + value, "");
      throw new Unresolved();
    }
    return new Expr.Literal(standard.type(), value);
  }
}
