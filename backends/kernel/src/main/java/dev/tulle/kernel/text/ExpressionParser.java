package dev.tulle.kernel.text;

import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Parses expressions by precedence. Bounds the depth of the tree, not only of the recursion: a long chain of `+` is a deep tree for
/// whoever walks it later.
final class ExpressionParser {
  /// The deepest expression tree that is read.
  static final int DEEPEST = 500;

  private final TokenReader in;
  private final Scope scope;
  private final boolean typesAllowed;

  /// How many calls of [#parse] are open, and the depth of the tree that was read last.
  private int nesting;

  private int depth;

  /// @param typesAllowed whether names and loads may carry a type that their declaration (or the lack of one) does not give
  ExpressionParser(TokenReader in, Scope scope, boolean typesAllowed) {
    this.in = in;
    this.scope = scope;
    this.typesAllowed = typesAllowed;
  }

  Expr parse() throws KernelTextException {
    return parse(Operators.LOWEST);
  }

  private Expr parse(int lowest) throws KernelTextException {
    Token start = in.peek();
    if (++nesting > DEEPEST) throw tooDeep(start);
    Expr left = primary();
    int deepest = depth;
    while (true) {
      Token symbol = in.peek();
      Optional<BinaryOp> op = symbol.kind() == Token.Kind.SYMBOL ? Operators.infix(symbol.text()) : Optional.empty();
      if (op.isEmpty() || Operators.level(op.get()) < lowest) break;
      in.take();
      int level = Operators.level(op.get());
      Expr a = left;
      Expr b = parse(level + 1);
      left = in.checked(symbol, () -> new Expr.Binary(op.get(), a, b));
      deepest = Math.max(deepest, depth) + 1;
      if (deepest > DEEPEST) throw tooDeep(start);
      if (level == Operators.COMPARISON && lowest <= level && isComparison(in.peek())) throw in.expected("parentheses around a comparison");
    }
    nesting--;
    depth = deepest;
    return left;
  }

  private static boolean isComparison(Token t) {
    return t.kind() == Token.Kind.SYMBOL && Operators.infix(t.text()).filter(BinaryOp::isComparison).isPresent();
  }

  private KernelTextException tooDeep(Token at) {
    return in.error(at, "expression of more than " + DEEPEST + " levels");
  }

  private Expr primary() throws KernelTextException {
    Token t = in.peek();
    depth = 1;
    if (in.takeIf("(")) {
      Expr e = parse();
      in.expect(")");
      return e;
    }
    if (t.kind() == Token.Kind.NUMBER || t.is("-") || t.is("inf") || t.is("true") || t.is("false") || t.is("nan")) return literal();
    if (t.kind() == Token.Kind.WORD && Words.isReserved(t.text())) return function(in.take());
    String name = in.name();
    return in.takeIf("[") ? load(t, name) : reference(t, name);
  }

  private Expr reference(Token at, String name) throws KernelTextException {
    Optional<Type> type = suffix(scope.type(name));
    return new Expr.Ref(name, type.orElseThrow(() -> in.error(at, "no name '" + name + "' here")));
  }

  private Expr load(Token at, String buffer) throws KernelTextException {
    List<Expr> positions = new ArrayList<>();
    Optional<Expr> mask = positions(positions);
    int deepest = depth;
    Optional<Type> type = suffix(scope.element(buffer));
    Type t = type.orElseThrow(() -> in.error(at, "no buffer or array '" + buffer + "' here"));
    depth = deepest + 1;
    return in.checked(at, () -> new Expr.Load(t, buffer, positions, mask));
  }

  /// After the `[`: positions, then a mask after `;` if there is one, then `]`. Leaves the greatest depth in [#depth].
  Optional<Expr> positions(List<Expr> positions) throws KernelTextException {
    int deepest = 0;
    Optional<Expr> mask = Optional.empty();
    while (!in.peek().is("]") && !in.peek().is(";")) {
      if (!positions.isEmpty()) in.expect(",");
      positions.add(parse());
      deepest = Math.max(deepest, depth);
    }
    if (in.takeIf(";")) {
      mask = Optional.of(parse());
      deepest = Math.max(deepest, depth);
    }
    in.expect("]");
    depth = deepest;
    return mask;
  }

  private Optional<Type> suffix(Optional<Type> declared) throws KernelTextException {
    return typesAllowed && in.takeIf(":") ? Optional.of(in.type()) : declared;
  }

  private Expr.Const literal() throws KernelTextException {
    boolean negative = in.takeIf("-");
    Token t = in.take();
    String sign = negative ? "-" : "";
    try {
      if (t.kind() == Token.Kind.NUMBER) {
        if (t.text().endsWith("f")) return floating(Float.parseFloat(sign + t.text().substring(0, t.text().length() - 1)));
        if (t.text().endsWith("L")) return new Expr.Const(Type.I64, Long.parseLong(sign + t.text().substring(0, t.text().length() - 1)));
        return new Expr.Const(Type.I32, Integer.parseInt(sign + t.text()));
      }
      if (t.is("inf")) return floating(negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
      if (!negative && t.is("nan")) return nan(t);
      if (!negative && (t.is("true") || t.is("false"))) return new Expr.Const(Type.BOOL, t.is("true") ? 1 : 0);
    } catch (NumberFormatException e) {
      throw in.error(t, "no such number: " + t.forPeople());
    }
    throw in.error(t, "expected a constant, found " + t.forPeople());
  }

  private static Expr.Const floating(float value) {
    return new Expr.Const(Type.F32, Arithmetic.ofFloat(value));
  }

  private Expr.Const nan(Token at) throws KernelTextException {
    in.expect("(");
    Token bits = in.take();
    if (!bits.text().startsWith("0x")) throw in.error(bits, "expected the bits of a NaN, found " + bits.forPeople());
    int value = Integer.parseUnsignedInt(bits.text().substring(2), 16);
    if (!Float.isNaN(Float.intBitsToFloat(value))) throw in.error(at, "the bits of a number, not of a NaN");
    in.expect(")");
    return new Expr.Const(Type.F32, value);
  }

  private Expr function(Token f) throws KernelTextException {
    in.expect("(");
    Expr e = switch (f.text()) {
      case "fma" -> {
        List<Expr> a = arguments(3);
        yield in.checked(f, () -> new Expr.Fma(a.get(0), a.get(1), a.get(2)));
      }
      case "select" -> {
        List<Expr> a = arguments(3);
        yield in.checked(f, () -> new Expr.Select(a.get(0), a.get(1), a.get(2)));
      }
      case "min", "max" -> {
        List<Expr> a = arguments(2);
        yield in.checked(f, () -> new Expr.Binary(f.is("min") ? BinaryOp.MIN : BinaryOp.MAX, a.get(0), a.get(1)));
      }
      case "vector" -> vector(f);
      case "splat", "prefix" -> {
        int lanes = lanes(f);
        List<Expr> a = arguments(1);
        yield in.checked(f, () -> f.is("splat") ? new Expr.Splat(lanes, a.get(0)) : new Expr.Prefix(lanes, a.get(0)));
      }
      case "iota" -> {
        int lanes = in.count();
        in.checked(f, () -> Type.I32.withLanes(lanes));
        yield new Expr.Iota(lanes);
      }
      default -> unary(f, arguments(1).getFirst());
    };
    in.expect(")");
    return e;
  }

  private int lanes(Token f) throws KernelTextException {
    int lanes = in.count();
    in.checked(f, () -> Type.I32.withLanes(lanes));
    in.expect(",");
    return lanes;
  }

  private Expr vector(Token f) throws KernelTextException {
    int lanes = lanes(f);
    Expr.Const one = literal();
    return in.checked(f, () -> new Expr.Const(one.type().withLanes(lanes), one.bits()));
  }

  private List<Expr> arguments(int count) throws KernelTextException {
    List<Expr> arguments = new ArrayList<>();
    int deepest = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0) in.expect(",");
      arguments.add(parse());
      deepest = Math.max(deepest, depth);
    }
    depth = deepest + 1;
    return arguments;
  }

  private Expr unary(Token f, Expr x) throws KernelTextException {
    Optional<Expr.UnaryOp> op = Operators.constant(Expr.UnaryOp.class, f.text());
    Optional<Scalar> conversion = Operators.constant(Scalar.class, f.text());
    if (op.isPresent()) return in.checked(f, () -> new Expr.Unary(op.get(), x));
    if (conversion.isPresent()) return in.checked(f, () -> new Expr.Convert(x.type().withScalar(conversion.get()), x));
    int bar = f.text().indexOf('_') + 1;
    String of = f.text().substring(bar);
    return switch (f.text().substring(0, bar)) {
      case "round_" -> in.checked(f, () -> new Expr.Round(Operators.constant(Scalar.class, of).orElseThrow(), x));
      case "bits_" -> in.checked(f, () -> new Expr.Bits(x.type().withScalar(Operators.constant(Scalar.class, of).orElseThrow()), x));
      case "fold_" -> in.checked(f, () -> new Expr.LaneFold(Operators.constant(Expr.FoldOp.class, of).orElseThrow(), x));
      default -> throw in.error(f, "expected an expression, found " + f.forPeople());
    };
  }
}
