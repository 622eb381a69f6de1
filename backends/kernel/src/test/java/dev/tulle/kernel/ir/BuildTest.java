package dev.tulle.kernel.ir;

import static dev.tulle.kernel.ir.Build.add;
import static dev.tulle.kernel.ir.Build.and;
import static dev.tulle.kernel.ir.Build.bool;
import static dev.tulle.kernel.ir.Build.convert;
import static dev.tulle.kernel.ir.Build.div;
import static dev.tulle.kernel.ir.Build.f32;
import static dev.tulle.kernel.ir.Build.i32;
import static dev.tulle.kernel.ir.Build.i64;
import static dev.tulle.kernel.ir.Build.lt;
import static dev.tulle.kernel.ir.Build.mod;
import static dev.tulle.kernel.ir.Build.mul;
import static dev.tulle.kernel.ir.Build.not;
import static dev.tulle.kernel.ir.Build.or;
import static dev.tulle.kernel.ir.Build.prefix;
import static dev.tulle.kernel.ir.Build.ref;
import static dev.tulle.kernel.ir.Build.select;
import static dev.tulle.kernel.ir.Build.splat;
import static dev.tulle.kernel.ir.Build.sub;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import org.junit.jupiter.api.Test;

class BuildTest {
  private static final Expr I = ref("i", Type.I32);
  private static final Expr X = ref("x", Type.F32);

  @Test
  void dropsNeutralElementsOfIntegers() {
    assertSame(I, add(I, 0));
    assertSame(I, mul(i32(1), I));
    assertSame(I, div(I, 1));
    assertEquals(i32(0), mod(I, 1));
    assertEquals(i32(0), sub(I, I));
    assertEquals(add(I, 5), sub(add(add(I, 7), 0), 2));
  }

  @Test
  void keepsFloatAdditionOfZeroBecauseItTurnsNegativeZeroPositive() {
    assertEquals(new Expr.Binary(BinaryOp.ADD, X, f32(0)), add(X, f32(0)));
    assertEquals(new Expr.Binary(BinaryOp.MUL, X, f32(0)), mul(X, f32(0)));
    assertSame(X, mul(X, f32(1)));
  }

  @Test
  void foldsConstantsWithTheKernelsOwnArithmetic() {
    assertEquals(i32(-2), div(i32(-3), i32(2)));
    assertEquals(i32(1), mod(i32(-3), i32(2)));
    assertEquals(i32(0), div(i32(5), i32(0)));
    assertEquals(i32(Integer.MIN_VALUE), add(i32(Integer.MAX_VALUE), 1));
    assertEquals(i64(1L << 31), add(i64(Integer.MAX_VALUE), 1));
    assertEquals(i32(Integer.MAX_VALUE), convert(Scalar.I32, f32(1e20f)));
    assertEquals(i32(0), convert(Scalar.I32, f32(Float.NaN)));
    assertEquals(f32(16777216f), convert(Scalar.F32, i32(16777217)));
  }

  @Test
  void foldsLogicAndSelects() {
    Expr c = lt(I, i32(3));
    assertSame(c, and(c, bool(true)));
    assertEquals(bool(false), and(c, bool(false)));
    assertEquals(bool(true), or(bool(true), c));
    assertEquals(Build.ge(I, i32(3)), not(c));
    assertEquals(new Expr.Unary(Expr.UnaryOp.NOT, lt(X, f32(3))), not(lt(X, f32(3))), "NaN: not < is not >=");
    assertSame(I, select(bool(true), I, i32(4)));
    assertSame(c, select(c, bool(true), bool(false)));
  }

  @Test
  void splatsAScalarBesideAVector() {
    Expr v = splat(8, X);
    assertSame(X, splat(1, X));
    assertSame(v, splat(8, v));
    assertEquals(new Expr.Binary(BinaryOp.ADD, v, v), add(v, X));
    assertEquals(new Expr.Const(new Type(Scalar.F32, 8), Arithmetic.ofFloat(2)), splat(8, f32(2)));
    assertEquals(splat(4, bool(true)), prefix(4, i32(9)));
  }
}
