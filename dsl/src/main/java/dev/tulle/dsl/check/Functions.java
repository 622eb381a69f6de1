package dev.tulle.dsl.check;

import dev.tulle.dsl.diagnostic.DiagnosticCode;
import dev.tulle.dsl.model.Expr;
import dev.tulle.dsl.model.Function;
import dev.tulle.dsl.model.ValueType;
import dev.tulle.dsl.syntax.Expression;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The functions that a program calls by name.
final class Functions {
  private static final Set<Function> OPERATORS = EnumSet.of(
      Function.ADD,
      Function.SUBTRACT,
      Function.MULTIPLY,
      Function.DIVIDE,
      Function.MODULO,
      Function.NEGATE,
      Function.LESS,
      Function.LESS_EQUAL,
      Function.GREATER,
      Function.GREATER_EQUAL,
      Function.EQUAL,
      Function.NOT_EQUAL,
      Function.AND,
      Function.OR,
      Function.NOT);

  private Functions() {}

  static Optional<Function> named(String name) {
    return EnumSet.complementOf(EnumSet.copyOf(OPERATORS)).stream().filter(f -> word(f).equals(name)).findFirst();
  }

  static List<String> names() {
    return EnumSet.complementOf(EnumSet.copyOf(OPERATORS)).stream().map(Functions::word).toList();
  }

  private static String word(Function f) {
    return f.name().toLowerCase(Locale.ROOT);
  }

  /// Whether the function takes integers as they are.
  private static boolean isGeneric(Function f) {
    return f == Function.MIN || f == Function.MAX || f == Function.ABS || f == Function.SIGN || f == Function.CLAMP;
  }

  private static boolean draws(Function f) {
    return f == Function.UNIFORM || f == Function.NORMAL || f == Function.GUMBEL;
  }

  static Expr apply(Function f, Expression.Call c, List<Expr> given, Types types, Problems problems) {
    boolean fits = draws(f) ? !given.isEmpty() && given.size() <= f.arity() : given.size() == f.arity();
    if (!fits) {
      String wanted = draws(f) ? "a seed and up to four indices" : f.arity() + (f.arity() == 1 ? " argument" : " arguments");
      problems.add(DiagnosticCode.T0107, c.span(), "`" + word(f) + "` takes " + wanted, given.size() + " given", "");
      throw new Unresolved();
    }
    List<Expr> arguments = new ArrayList<>();
    boolean integers = isGeneric(f) && given.stream().allMatch(x -> x.type() == ValueType.INT);
    for (int i = 0; i < given.size(); i++) {
      var span = c.arguments().get(i).value().span();
      arguments.add(draws(f) || integers ? types.toInt(given.get(i), span) : types.toFloat(given.get(i), span));
    }
    while (arguments.size() < f.arity()) arguments.add(Expr.integer(0));
    return Types.fold(f, integers ? ValueType.INT : ValueType.FLOAT, arguments);
  }
}
