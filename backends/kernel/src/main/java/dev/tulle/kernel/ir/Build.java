package dev.tulle.kernel.ir;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.Const;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;
import dev.tulle.kernel.ir.Stmt.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Factories to import statically, for scalars and vectors alike; they fold what is trivial (constants, `x + 0`, `x * 1`, `and` with
/// `true`, a select of a known condition, a splat to one lane) and change no value. A vector operand beside a scalar one splats the scalar.
public final class Build {
  private Build() {}

  /// A constant of any type with the same bits in every lane; see [Const].
  public static Expr constant(Type type, long bits) {
    return new Const(type, bits);
  }

  public static Expr i32(int value) {
    return constant(Type.I32, value);
  }

  public static Expr i64(long value) {
    return constant(Type.I64, value);
  }

  public static Expr f32(float value) {
    return constant(Type.F32, Arithmetic.ofFloat(value));
  }

  public static Expr bool(boolean value) {
    return constant(Type.BOOL, value ? 1 : 0);
  }

  /// The number as a constant of `type`, an integer or float type: `number(x.type(), 1)`.
  public static Expr number(Type type, long value) {
    return constant(type, type.scalar() == Scalar.F32 ? Arithmetic.ofFloat(value) : value);
  }

  public static Expr ref(String name, Type type) {
    return new Expr.Ref(name, type);
  }

  public static boolean isConstant(Expr e, long bits) {
    return e instanceof Const c && c.bits() == bits;
  }

  public static Expr unary(UnaryOp op, Expr x) {
    return Simplify.unary(op, x);
  }

  public static Expr neg(Expr x) {
    return unary(UnaryOp.NEG, x);
  }

  public static Expr not(Expr x) {
    return unary(UnaryOp.NOT, x);
  }

  public static Expr abs(Expr x) {
    return unary(UnaryOp.ABS, x);
  }

  public static Expr sqrt(Expr x) {
    return unary(UnaryOp.SQRT, x);
  }

  public static Expr floor(Expr x) {
    return unary(UnaryOp.FLOOR, x);
  }

  public static Expr ceil(Expr x) {
    return unary(UnaryOp.CEIL, x);
  }

  /// To the nearest integer, ties to even.
  public static Expr round(Expr x) {
    return unary(UnaryOp.ROUND, x);
  }

  public static Expr binary(BinaryOp op, Expr a, Expr b) {
    int lanes = Math.max(a.type().lanes(), b.type().lanes());
    return Simplify.binary(op, splat(lanes, a), splat(lanes, b));
  }

  public static Expr add(Expr a, Expr b) {
    return binary(BinaryOp.ADD, a, b);
  }

  public static Expr add(Expr a, long b) {
    return add(a, number(a.type(), b));
  }

  public static Expr sub(Expr a, Expr b) {
    return binary(BinaryOp.SUB, a, b);
  }

  public static Expr sub(Expr a, long b) {
    return sub(a, number(a.type(), b));
  }

  public static Expr mul(Expr a, Expr b) {
    return binary(BinaryOp.MUL, a, b);
  }

  public static Expr mul(Expr a, long b) {
    return mul(a, number(a.type(), b));
  }

  public static Expr div(Expr a, Expr b) {
    return binary(BinaryOp.DIV, a, b);
  }

  public static Expr div(Expr a, long b) {
    return div(a, number(a.type(), b));
  }

  public static Expr mod(Expr a, Expr b) {
    return binary(BinaryOp.MOD, a, b);
  }

  public static Expr mod(Expr a, long b) {
    return mod(a, number(a.type(), b));
  }

  public static Expr min(Expr a, Expr b) {
    return binary(BinaryOp.MIN, a, b);
  }

  public static Expr max(Expr a, Expr b) {
    return binary(BinaryOp.MAX, a, b);
  }

  public static Expr xor(Expr a, Expr b) {
    return binary(BinaryOp.XOR, a, b);
  }

  public static Expr shl(Expr a, Expr b) {
    return binary(BinaryOp.SHL, a, b);
  }

  public static Expr shr(Expr a, Expr b) {
    return binary(BinaryOp.SHR, a, b);
  }

  public static Expr ushr(Expr a, Expr b) {
    return binary(BinaryOp.USHR, a, b);
  }

  public static Expr lt(Expr a, Expr b) {
    return binary(BinaryOp.LT, a, b);
  }

  public static Expr le(Expr a, Expr b) {
    return binary(BinaryOp.LE, a, b);
  }

  public static Expr gt(Expr a, Expr b) {
    return binary(BinaryOp.GT, a, b);
  }

  public static Expr ge(Expr a, Expr b) {
    return binary(BinaryOp.GE, a, b);
  }

  public static Expr eq(Expr a, Expr b) {
    return binary(BinaryOp.EQ, a, b);
  }

  public static Expr ne(Expr a, Expr b) {
    return binary(BinaryOp.NE, a, b);
  }

  /// All of them; at least one.
  public static Expr and(Expr first, Expr... more) {
    return Arrays.stream(more).reduce(first, (a, b) -> binary(BinaryOp.AND, a, b));
  }

  /// Any of them; at least one.
  public static Expr or(Expr first, Expr... more) {
    return Arrays.stream(more).reduce(first, (a, b) -> binary(BinaryOp.OR, a, b));
  }

  /// `a * b + c`, rounded once.
  public static Expr fma(Expr a, Expr b, Expr c) {
    int lanes = Math.max(a.type().lanes(), Math.max(b.type().lanes(), c.type().lanes()));
    return new Expr.Fma(splat(lanes, a), splat(lanes, b), splat(lanes, c));
  }

  public static Expr select(Expr condition, Expr then, Expr otherwise) {
    int lanes = Math.max(condition.type().lanes(), Math.max(then.type().lanes(), otherwise.type().lanes()));
    Expr a = splat(lanes, then);
    Expr b = splat(lanes, otherwise);
    if (isConstant(condition, 1) || a.equals(b)) return a;
    if (isConstant(condition, 0)) return b;
    boolean logic = a.type().scalar() == Scalar.BOOL;
    if (logic && isConstant(a, 1) && isConstant(b, 0)) return splat(lanes, condition);
    if (logic && isConstant(a, 0) && isConstant(b, 1)) return not(splat(lanes, condition));
    return new Expr.Select(splat(lanes, condition), a, b);
  }

  /// To another scalar type, lanes kept; the operand itself if it already has that type.
  public static Expr convert(Scalar to, Expr x) {
    Type type = x.type().withScalar(to);
    if (x.type().equals(type)) return x;
    if (x instanceof Const c) return constant(type, Arithmetic.convert(to, c.type().scalar(), c.bits()));
    return new Expr.Convert(type, x);
  }

  /// Rounds an `F32` to what a storage type holds; any type but `F16` and `BF16` leaves it alone.
  public static Expr roundTo(Scalar storage, Expr x) {
    if (storage != Scalar.F16 && storage != Scalar.BF16) return x;
    if (x instanceof Const c) return constant(c.type(), Arithmetic.ofFloat(Arithmetic.round(storage, Arithmetic.toFloat(c.bits()))));
    return new Expr.Round(storage, x);
  }

  /// The same bits as `F32` or `I32`.
  public static Expr bits(Scalar to, Expr x) {
    Type type = x.type().withScalar(to);
    if (x.type().equals(type)) return x;
    return x instanceof Const c ? constant(type, c.bits()) : new Expr.Bits(type, x);
  }

  /// The operand in every lane; an operand that already has `lanes` lanes is left alone.
  public static Expr splat(int lanes, Expr x) {
    if (x.type().lanes() == lanes) return x;
    return x instanceof Const c && !c.type().isVector() ? constant(c.type().withLanes(lanes), c.bits()) : new Expr.Splat(lanes, x);
  }

  public static Expr iota(int lanes) {
    return lanes == 1 ? i32(0) : new Expr.Iota(lanes);
  }

  /// The mask of the first `count` lanes; `count > 0` for one lane.
  public static Expr prefix(int lanes, Expr count) {
    if (lanes == 1) return gt(count, number(count.type(), 0));
    if (count instanceof Const c && (c.bits() <= 0 || c.bits() >= lanes)) return splat(lanes, bool(c.bits() > 0));
    return new Expr.Prefix(lanes, count);
  }

  /// The fold over all lanes; a scalar is its own.
  public static Expr laneFold(FoldOp op, Expr x) {
    return x.type().isVector() ? new Expr.LaneFold(op, x) : x;
  }

  public static Expr load(Type type, String buffer, Expr... at) {
    return new Expr.Load(type, buffer, List.of(at), Optional.empty());
  }

  /// A masked load; no mask if it is constantly true.
  public static Expr loadMasked(Type type, String buffer, Expr mask, Expr... at) {
    return new Expr.Load(type, buffer, List.of(at), unlessTrue(mask));
  }

  private static Optional<Expr> unlessTrue(Expr mask) {
    return isConstant(mask, 1) ? Optional.empty() : Optional.of(mask);
  }

  /// A block of statements; blocks among them are opened, as long as no name is declared in them directly.
  public static Block block(Stmt... statements) {
    return block(Arrays.asList(statements));
  }

  public static Block block(List<? extends Stmt> statements) {
    List<Stmt> flat = new ArrayList<>();
    for (Stmt s : statements) {
      if (s instanceof Block b && b.statements().stream().noneMatch(Build::declares)) flat.addAll(b.statements());
      else flat.add(s);
    }
    return new Block(flat);
  }

  private static boolean declares(Stmt s) {
    return s instanceof Stmt.Let || s instanceof Stmt.Var || s instanceof Stmt.Alloc || s instanceof Stmt.Collect || s instanceof Stmt.Scan;
  }

  public static Stmt let(String name, Expr value) {
    return new Stmt.Let(name, value);
  }

  public static Stmt variable(String name, Expr initial) {
    return new Stmt.Var(name, initial);
  }

  public static Stmt assign(String name, Expr value) {
    return new Stmt.Assign(name, value);
  }

  public static Stmt when(Expr condition, Stmt... then) {
    return choose(condition, block(then), block());
  }

  /// `if`; only the side that runs, if that is known.
  public static Stmt choose(Expr condition, Block then, Block otherwise) {
    if (condition instanceof Const c) return c.bits() == 1 ? then : otherwise;
    return new Stmt.If(condition, then, otherwise);
  }

  public static Stmt loop(String name, Expr from, Expr to, Stmt... body) {
    return loop(name, from, to, 1, body);
  }

  public static Stmt loop(String name, Expr from, Expr to, int step, Stmt... body) {
    return new Stmt.For(name, from, to, step, false, block(body));
  }

  public static Stmt store(String buffer, List<Expr> at, Expr value) {
    return new Stmt.Store(buffer, at, value, Optional.empty());
  }

  /// A masked store; no mask if it is constantly true.
  public static Stmt storeMasked(String buffer, List<Expr> at, Expr value, Expr mask) {
    return new Stmt.Store(buffer, at, value, unlessTrue(mask));
  }

  public static Stmt items(String name, int extent, Stmt... body) {
    return new Stmt.Items(name, extent, block(body));
  }
}
