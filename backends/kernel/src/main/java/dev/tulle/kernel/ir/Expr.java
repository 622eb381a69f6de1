package dev.tulle.kernel.ir;

import java.util.List;
import java.util.Optional;

/// An expression: a tree without side effects. Sharing is spelled [Stmt.Let].
public sealed interface Expr {
  Type type();

  /// A constant; a vector constant has the same bits in every lane. `bits`: the integer's value, `Float.floatToRawIntBits` of a float, 0 or
  /// 1 of a boolean. The bits are kept as [Arithmetic#canonical] gives them, so equal constants are equal records.
  record Const(Type type, long bits) implements Expr {
    public Const {
      bits = Arithmetic.canonical(type.scalar(), bits);
    }
  }

  /// A name in scope: a size, a grid or item index, a `Let`, a `Var`, a loop variable.
  record Ref(String name, Type type) implements Expr {}

  enum UnaryOp {
    NEG,
    /// Boolean not.
    NOT,
    ABS,
    SQRT,
    FLOOR,
    CEIL,
    /// Half to even.
    ROUND
  }

  record Unary(UnaryOp op, Expr operand) implements Expr {
    public Unary {
      Scalar s = operand.type().scalar();
      Types.require(
          switch (op) {
            case NOT -> s == Scalar.BOOL;
            case NEG, ABS -> s != Scalar.BOOL;
            case SQRT, FLOOR, CEIL, ROUND -> s == Scalar.F32;
          },
          op.name(),
          operand.type());
    }

    @Override
    public Type type() {
      return operand.type();
    }
  }

  /// Integer arithmetic wraps. `DIV` and `MOD` of integers are floor; `DIV` by zero gives 0, `MOD` by zero gives 0. `MIN` and `MAX` of
  /// floats propagate NaN and put −0 below +0. `AND`, `OR`, `XOR` take integers or booleans (on booleans both sides are evaluated: they
  /// have no side effects). Comparisons give a boolean; all but `NE` are false on NaN. Shift counts are taken modulo the width; `USHR`
  /// shifts in zeros.
  enum BinaryOp {
    ADD,
    SUB,
    MUL,
    DIV,
    MOD,
    MIN,
    MAX,
    AND,
    OR,
    XOR,
    SHL,
    SHR,
    USHR,
    LT,
    LE,
    GT,
    GE,
    EQ,
    NE;

    public boolean isComparison() {
      return compareTo(LT) >= 0;
    }
  }

  record Binary(BinaryOp op, Expr left, Expr right) implements Expr {
    public Binary {
      Types.same(left.type(), right.type(), op.name());
      Scalar s = left.type().scalar();
      Types.require(
          switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, LT, LE, GT, GE -> s != Scalar.BOOL;
            case MOD, SHL, SHR, USHR -> s.isInteger();
            case AND, OR, XOR -> s != Scalar.F32;
            case EQ, NE -> true;
          },
          op.name(),
          left.type());
    }

    @Override
    public Type type() {
      return op.isComparison() ? left.type().withScalar(Scalar.BOOL) : left.type();
    }
  }

  /// `a * b + c` of floats, rounded once. Contraction happens only where this node says so.
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    public Fma {
      Types.same(a.type(), b.type(), "FMA");
      Types.same(a.type(), c.type(), "FMA");
      Types.require(a.type().scalar() == Scalar.F32, "FMA", a.type());
    }

    @Override
    public Type type() {
      return a.type();
    }
  }

  /// `condition ? then : otherwise`, lane by lane. With one lane only the chosen side is evaluated, so a load in it is guarded by the
  /// condition.
  record Select(Expr condition, Expr then, Expr otherwise) implements Expr {
    public Select {
      Types.same(then.type(), otherwise.type(), "SELECT");
      Types.mask(condition, then.type().lanes(), "SELECT");
    }

    @Override
    public Type type() {
      return then.type();
    }
  }

  /// Numeric conversion, lanes kept: to a float rounds to nearest even; a float to an integer truncates and saturates, NaN becomes 0; I64
  /// to I32 keeps the low bits; a boolean becomes 0 or 1.
  record Convert(Type type, Expr operand) implements Expr {
    public Convert {
      Types.require(type.lanes() == operand.type().lanes() && type.scalar() != Scalar.BOOL, "CONVERT to " + type, operand.type());
    }
  }

  /// An `F32` rounded to what `F16` or `BF16` can hold (to nearest even, overflow to infinity, NaN kept).
  record Round(Scalar storage, Expr operand) implements Expr {
    public Round {
      Types.require(
          operand.type().scalar() == Scalar.F32 && (storage == Scalar.F16 || storage == Scalar.BF16), "ROUND to " + storage, operand.type());
    }

    @Override
    public Type type() {
      return operand.type();
    }
  }

  /// The same bits as another type: between `F32` and `I32`.
  record Bits(Type type, Expr operand) implements Expr {
    public Bits {
      Scalar a = type.scalar();
      Scalar b = operand.type().scalar();
      boolean pair = a == Scalar.F32 && b == Scalar.I32 || a == Scalar.I32 && b == Scalar.F32;
      Types.require(pair && type.lanes() == operand.type().lanes(), "BITS to " + type, operand.type());
    }
  }

  /// A scalar in every lane.
  record Splat(int lanes, Expr operand) implements Expr {
    public Splat {
      Types.require(lanes > 1 && operand.type().lanes() == 1, "SPLAT " + lanes, operand.type());
    }

    @Override
    public Type type() {
      return operand.type().withLanes(lanes);
    }
  }

  /// `0, 1, …, lanes − 1` as `I32`.
  record Iota(int lanes) implements Expr {
    @Override
    public Type type() {
      return new Type(Scalar.I32, lanes);
    }
  }

  /// The mask whose first `count` lanes are true: none for a count ≤ 0, all for one ≥ `lanes`.
  record Prefix(int lanes, Expr count) implements Expr {
    public Prefix {
      Types.scalarInteger(count.type(), "PREFIX");
      Types.require(lanes > 1, "PREFIX " + lanes, count.type());
    }

    @Override
    public Type type() {
      return new Type(Scalar.BOOL, lanes);
    }
  }

  enum FoldOp {
    ADD,
    MUL,
    MIN,
    MAX,
    AND,
    OR
  }

  /// The fold of all lanes into one scalar by a fixed tree: halves are combined until one lane is left, so every device gives the same
  /// bits.
  record LaneFold(FoldOp op, Expr operand) implements Expr {
    public LaneFold {
      Scalar s = operand.type().scalar();
      boolean logic = op == FoldOp.AND || op == FoldOp.OR;
      Types.require(operand.type().isVector() && (logic ? s != Scalar.F32 : s != Scalar.BOOL), "LANEFOLD " + op, operand.type());
    }

    @Override
    public Type type() {
      return operand.type().withLanes(1);
    }
  }

  /// `buffer[at…]`, one integer position (`I32` or `I64`) for each axis of the buffer or array. With several lanes: the elements at `at`
  /// and the following ones along the last axis; under a mask only the active lanes are read (and must be in bounds), the others are zero.
  /// `type` is the buffer's compute type.
  record Load(Type type, String buffer, List<Expr> at, Optional<Expr> mask) implements Expr {
    public Load {
      at = List.copyOf(at);
      at.forEach(e -> Types.scalarInteger(e.type(), "LOAD position"));
      if (mask.isPresent()) Types.mask(mask.get(), type.lanes(), "LOAD");
    }
  }
}
