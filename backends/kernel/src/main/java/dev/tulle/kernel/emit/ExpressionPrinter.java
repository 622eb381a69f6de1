package dev.tulle.kernel.emit;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prints expressions and places in arrays.
final class ExpressionPrinter {
  private record Array(String identifier, Scalar element, Access.Place place, List<Expr> shape) {}

  private final Dialect dialect;
  private final Names names;
  private final Map<String, Array> arrays = new HashMap<>();

  private final Wrapping wrapping;

  ExpressionPrinter(Dialect dialect, Names names, Wrapping wrapping) {
    this.dialect = dialect;
    this.names = names;
    this.wrapping = wrapping;
  }

  /// Makes a buffer or an array known. An array that goes out of scope is simply replaced by the next of its name.
  void declare(String name, String identifier, Scalar element, Access.Place place, List<Expr> shape) {
    arrays.put(name, new Array(identifier, element, place, shape));
  }

  Spelling spelling(Type type) {
    return type.isVector() ? dialect.vectors(type.lanes()) : dialect.scalars();
  }

  private Spelling.Lanes lanes(Type type) {
    return dialect.vectors(type.lanes());
  }

  Code print(Expr e) {
    Type type = e.type();
    return switch (e) {
      case Expr.Const c -> spelling(type).constant(type, c.bits());
      case Expr.Ref r -> Code.primary(names.of(r.name()));
      case Expr.Unary u -> spelling(type).unary(u.op(), type, print(u.operand()));
      case Expr.Binary b -> binary(b);
      case Expr.Fma f -> spelling(type).fma(type, print(f.a()), print(f.b()), print(f.c()));
      case Expr.Select s -> spelling(type).select(type, print(s.condition()), print(s.then()), print(s.otherwise()));
      case Expr.Convert c when c.operand().type().equals(type) -> print(c.operand());
      case Expr.Convert c -> spelling(type).convert(type, c.operand().type(), print(c.operand()));
      case Expr.Round r -> spelling(type).round(r.storage(), type, print(r.operand()));
      case Expr.Bits b -> spelling(type).bits(type, print(b.operand()));
      case Expr.Splat s -> lanes(type).splat(type, print(s.operand()));
      case Expr.Iota _ -> lanes(type).iota(type);
      case Expr.Prefix p -> lanes(type).prefix(type, p.count().type(), print(p.count()));
      case Expr.LaneFold f -> lanes(f.operand().type()).laneFold(f.op(), f.operand().type(), print(f.operand()));
      case Expr.Load l -> spelling(type).load(type, access(l.buffer(), l.at()), l.mask().map(this::print));
    };
  }

  /// Floor division by a power of two is a shift, and its remainder a bit mask, whatever the sign.
  private Code binary(Expr.Binary b) {
    Type type = b.left().type();
    Spelling spelling = spelling(type);
    Code left = print(b.left());
    boolean division = (b.op() == BinaryOp.DIV || b.op() == BinaryOp.MOD) && type.scalar().isInteger();
    if (!division && wrapping.mayWrap(b)) return spelling.wrapping(b.op(), type, left, print(b.right()));
    if (!division) return spelling.binary(b.op(), type, left, print(b.right()));
    long divisor = constant(b.right());
    if (divisor > 0 && Long.bitCount(divisor) == 1) {
      boolean quotient = b.op() == BinaryOp.DIV;
      Code right = spelling.constant(type, quotient ? Long.numberOfTrailingZeros(divisor) : divisor - 1);
      return spelling.binary(quotient ? BinaryOp.SHR : BinaryOp.AND, type, left, right);
    }
    return spelling.divide(b.op(), type, left, print(b.right()), divisor > 0);
  }

  /// The value of a constant (of one in every lane), 0 for anything else.
  private static long constant(Expr e) {
    if (e instanceof Expr.Splat s) return constant(s.operand());
    return e instanceof Expr.Const c ? c.bits() : 0;
  }

  /// The place `at` in an array, linearised row-major in 64 bits.
  Access access(String name, List<Expr> at) {
    Array array = arrays.get(name);
    if (array == null) throw new CompilerBug("emit: no array " + name);
    if (at.size() != array.shape.size())
      throw new CompilerBug("emit: " + name + " has " + array.shape.size() + " axes, read at " + at.size());
    Optional<Code> row = Optional.empty();
    for (int axis = array.place == Access.Place.KEPT ? 1 : 0; axis + 1 < at.size(); axis++) {
      row = plus(row, at.get(axis));
      Expr extent = array.shape.get(axis + 1);
      row = row.map(r -> Code.infix(r, "*", print(extent), Code.PRODUCT));
    }
    if (at.isEmpty()) return new Access(array.identifier, array.element, array.place, row, Optional.empty(), 0);
    Split last = split(at.getLast());
    return new Access(array.identifier, array.element, array.place, row, last.variable.map(this::print), last.constant);
  }

  private Optional<Code> plus(Optional<Code> row, Expr position) {
    if (position instanceof Expr.Const c && c.bits() == 0) return row;
    Code printed = print(position);
    if (row.isPresent()) return Optional.of(Code.infix(row.get(), "+", printed, Code.SUM));
    if (position instanceof Expr.Const c) return Optional.of(dialect.scalars().constant(Type.I64, c.bits()));
    return Optional.of(position.type().equals(Type.I64) ? printed : dialect.scalars().convert(Type.I64, Type.I32, printed));
  }

  private record Split(Optional<Expr> variable, long constant) {}

  /// `x + 3 + 4` as `x` and 7.
  private static Split split(Expr e) {
    if (e instanceof Expr.Const c) return new Split(Optional.empty(), c.bits());
    if (e instanceof Expr.Binary b && b.op() == BinaryOp.ADD && b.right() instanceof Expr.Const c) {
      Split rest = split(b.left());
      return new Split(rest.variable, rest.constant + c.bits());
    }
    return new Split(Optional.of(e), 0);
  }
}
