package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Prints expressions with as few parentheses as the parser needs. With a scope, a reference or a load whose type is not the declared one
/// carries its type.
final class ExpressionPrinter {
  private final Optional<Scope> scope;

  ExpressionPrinter(Optional<Scope> scope) {
    this.scope = scope;
  }

  String print(Expr e) {
    return print(e, 0);
  }

  /// @param level operators that bind no tighter than this are put in parentheses
  private String print(Expr e, int level) {
    return switch (e) {
      case Expr.Const c -> constant(c);
      case Expr.Ref r -> Words.name(r.name()) + suffix(r.type(), scope.flatMap(s -> s.type(r.name())));
      case Expr.Unary u -> call(Operators.word(u.op()), print(u.operand()));
      case Expr.Binary b -> binary(b, level);
      case Expr.Fma f -> call("fma", print(f.a()), print(f.b()), print(f.c()));
      case Expr.Select s -> call("select", print(s.condition()), print(s.then()), print(s.otherwise()));
      case Expr.Convert c -> call(Operators.word(c.type().scalar()), print(c.operand()));
      case Expr.Round r -> call("round_" + Operators.word(r.storage()), print(r.operand()));
      case Expr.Bits b -> call("bits_" + Operators.word(b.type().scalar()), print(b.operand()));
      case Expr.Splat s -> call("splat", Integer.toString(s.lanes()), print(s.operand()));
      case Expr.Iota i -> call("iota", Integer.toString(i.lanes()));
      case Expr.Prefix p -> call("prefix", Integer.toString(p.lanes()), print(p.count()));
      case Expr.LaneFold f -> call("fold_" + Operators.word(f.op()), print(f.operand()));
      case Expr.Load l -> access(l.buffer(), l.at(), l.mask()) + suffix(l.type(), scope.flatMap(s -> s.element(l.buffer())));
    };
  }

  String access(String array, List<Expr> at, Optional<Expr> mask) {
    return Words.name(array)
        + at.stream().map(this::print).collect(Collectors.joining(", ", "[", mask.map(m -> "; " + print(m)).orElse("") + "]"));
  }

  private String suffix(Type type, Optional<Type> declared) {
    return scope.isEmpty() || declared.filter(type::equals).isPresent() ? "" : ":" + type;
  }

  private String binary(Expr.Binary b, int outer) {
    String symbol = Operators.symbol(b.op());
    int level = Operators.level(b.op());
    if (level == 0) return call(symbol, print(b.left()), print(b.right()));
    String text = print(b.left(), level == Operators.COMPARISON ? level : level - 1) + " " + symbol + " " + print(b.right(), level);
    return level <= outer ? "(" + text + ")" : text;
  }

  private static String call(String function, String... arguments) {
    return function + "(" + String.join(", ", arguments) + ")";
  }

  private static String constant(Expr.Const c) {
    String one = switch (c.type().scalar()) {
      case I32 -> Long.toString(c.bits());
      case I64 -> c.bits() + "L";
      case F32 -> floating(Arithmetic.toFloat(c.bits()));
      case BOOL -> c.bits() == 1 ? "true" : "false";
      case F16, BF16, I8, U8 -> throw new IllegalStateException("no constant has a storage type");
    };
    return c.type().isVector() ? call("vector", Integer.toString(c.type().lanes()), one) : one;
  }

  /// `Float.toString` gives the shortest decimal that reads back as the same float.
  private static String floating(float f) {
    if (Float.isNaN(f)) return String.format("nan(0x%08x)", Float.floatToRawIntBits(f));
    if (Float.isInfinite(f)) return f > 0 ? "inf" : "-inf";
    return Float.toString(f) + "f";
  }
}
