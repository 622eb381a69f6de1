package dev.tulle.kernel.ir;

import static dev.tulle.kernel.ir.Build.constant;

import dev.tulle.kernel.ir.Expr.Binary;
import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.Const;
import dev.tulle.kernel.ir.Expr.Unary;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import java.util.Optional;

/// The trivial rewriting that [Build] does while it builds: constants are folded and neutral elements dropped. Every rule gives the same
/// bits for every value (so there is no `x + 0` for floats: it would lose a negative zero).
final class Simplify {
  private Simplify() {}

  static Expr unary(UnaryOp op, Expr x) {
    if (x instanceof Const c) return constant(c.type(), Arithmetic.unary(op, c.type().scalar(), c.bits()));
    if (op == UnaryOp.NOT && x instanceof Unary(UnaryOp inner, Expr operand) && inner == UnaryOp.NOT) return operand;
    if (op == UnaryOp.NOT && x instanceof Binary b && b.left().type().scalar().isInteger()) {
      Optional<BinaryOp> opposite = opposite(b.op());
      if (opposite.isPresent()) return new Binary(opposite.get(), b.left(), b.right());
    }
    return new Unary(op, x);
  }

  private static Optional<BinaryOp> opposite(BinaryOp op) {
    return switch (op) {
      case LT -> Optional.of(BinaryOp.GE);
      case LE -> Optional.of(BinaryOp.GT);
      case GT -> Optional.of(BinaryOp.LE);
      case GE -> Optional.of(BinaryOp.LT);
      case EQ -> Optional.of(BinaryOp.NE);
      case NE -> Optional.of(BinaryOp.EQ);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> Optional.empty();
    };
  }

  static Expr binary(BinaryOp op, Expr a, Expr b) {
    Binary plain = new Binary(op, a, b);
    Scalar scalar = a.type().scalar();
    if (a instanceof Const x && b instanceof Const y) return constant(plain.type(), Arithmetic.binary(op, scalar, x.bits(), y.bits()));
    return scalar == Scalar.F32 ? floats(plain) : exact(plain);
  }

  private static Expr floats(Binary e) {
    long one = Arithmetic.ofFloat(1);
    boolean oneRight = is(e.right(), one);
    return switch (e.op()) {
      case MUL -> oneRight ? e.left() : is(e.left(), one) ? e.right() : e;
      case DIV -> oneRight ? e.left() : e;
      case ADD, SUB, MOD, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR, LT, LE, GT, GE, EQ, NE -> e;
    };
  }

  /// Integers and booleans. Constants of sums, products and logic move to the right.
  private static Expr exact(Binary e) {
    Expr a = e.left();
    Expr b = e.right();
    boolean equal = a.equals(b);
    long all = e.type().scalar() == Scalar.BOOL ? 1 : -1;
    return switch (e.op()) {
      case ADD -> a instanceof Const ? sum(b, a) : sum(a, b);
      case SUB -> equal ? constant(e.type(), 0) : b instanceof Const c ? sum(a, constant(c.type(), -c.bits())) : e;
      case MUL -> a instanceof Const ? product(b, a) : product(a, b);
      case DIV -> is(b, 1) || is(a, 0) ? a : e;
      case MOD -> is(b, 1) || is(a, 0) ? constant(e.type(), 0) : e;
      case MIN, MAX -> equal ? a : e;
      case AND -> is(a, 0) || is(b, all) || equal ? a : is(b, 0) || is(a, all) ? b : e;
      case OR -> is(a, all) || is(b, 0) || equal ? a : is(b, all) || is(a, 0) ? b : e;
      case XOR -> equal ? constant(e.type(), 0) : is(b, 0) ? a : is(a, 0) ? b : e;
      case SHL, SHR, USHR -> is(b, 0) ? a : e;
      case EQ, LE, GE -> equal ? constant(e.type(), 1) : e;
      case NE, LT, GT -> equal ? constant(e.type(), 0) : e;
    };
  }

  private static Expr sum(Expr a, Expr b) {
    if (is(b, 0)) return a;
    if (b instanceof Const c && a instanceof Binary(BinaryOp op, Expr x, Expr y) && op == BinaryOp.ADD && y instanceof Const d) {
      return sum(x, constant(c.type(), c.bits() + d.bits()));
    }
    return new Binary(BinaryOp.ADD, a, b);
  }

  private static Expr product(Expr a, Expr b) {
    if (is(b, 1)) return a;
    if (is(b, 0)) return b;
    if (b instanceof Const c && a instanceof Binary(BinaryOp op, Expr x, Expr y) && op == BinaryOp.MUL && y instanceof Const d) {
      return product(x, constant(c.type(), c.bits() * d.bits()));
    }
    return new Binary(BinaryOp.MUL, a, b);
  }

  private static boolean is(Expr e, long bits) {
    return e instanceof Const c && c.bits() == bits;
  }
}
