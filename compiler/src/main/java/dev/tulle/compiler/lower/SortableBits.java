package dev.tulle.compiler.lower;

import dev.tulle.kernel.ir.Build;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Scalar;

/// Floats as integers of the same order.
final class SortableBits {
  private SortableBits() {}

  static int of(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }

  /// The bits of a float as its place in the order, and back: negative numbers run the other way.
  static Expr mirrored(Expr bits) {
    Expr all = Build.i32(Integer.MAX_VALUE);
    return Build.select(Build.lt(bits, Build.i32(0)), Build.xor(bits, all), bits);
  }

  /// The place of a number (an `I32`, or an `F32` with its zeros equal and NaN last) in ascending order, to be read as an unsigned integer.
  static Expr place(Expr x) {
    Expr top = Build.i32(Integer.MIN_VALUE);
    if (x.type().scalar() != Scalar.F32) return Build.xor(x, top);
    Expr ordered = Build.select(Build.eq(x, Build.f32(0)), Build.i32(0), mirrored(Build.bits(Scalar.I32, x)));
    return Build.xor(Build.select(Build.eq(x, x), ordered, Build.i32(Integer.MAX_VALUE)), top);
  }
}
