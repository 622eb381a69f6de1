package dev.tulle.kernel.ir;

import dev.tulle.kernel.ir.Expr.BinaryOp;
import dev.tulle.kernel.ir.Expr.FoldOp;
import dev.tulle.kernel.ir.Expr.UnaryOp;

/// What the scalar operations compute, on bits as [Expr.Const] holds them. The one definition that constant folding and the interpreter
/// share, and that every backend's code must agree with.
public final class Arithmetic {
  private Arithmetic() {}

  /// `bits` as a constant of the scalar holds them: sign-extended from the low 32 bits for `I32` and `F32`, 0 or 1 for `BOOL`.
  public static long canonical(Scalar scalar, long bits) {
    return switch (scalar) {
      case I32, F32 -> (int) bits;
      case I64 -> bits;
      case BOOL -> bits & 1;
      case F16, BF16, I8, U8 -> throw Types.bug("no constant of type " + scalar);
    };
  }

  public static float toFloat(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  public static long ofFloat(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static long ofBoolean(boolean value) {
    return value ? 1 : 0;
  }

  public static long unary(UnaryOp op, Scalar scalar, long x) {
    if (scalar == Scalar.F32) {
      float f = toFloat(x);
      return switch (op) {
        case NEG -> (int) (x ^ 0x8000_0000L);
        case ABS -> (int) (x & 0x7fff_ffffL);
        case SQRT -> ofFloat((float) Math.sqrt(f));
        case FLOOR -> ofFloat((float) Math.floor(f));
        case CEIL -> ofFloat((float) Math.ceil(f));
        case ROUND -> ofFloat((float) Math.rint(f));
        case NOT -> throw Types.bug("NOT of " + scalar);
      };
    }
    return switch (op) {
      case NEG -> canonical(scalar, -x);
      case ABS -> canonical(scalar, Math.abs(x));
      case NOT -> x ^ 1;
      case SQRT, FLOOR, CEIL, ROUND -> throw Types.bug(op + " of " + scalar);
    };
  }

  /// A binary operation on two values of type `scalar`; a comparison gives 0 or 1.
  public static long binary(BinaryOp op, Scalar scalar, long a, long b) {
    return scalar == Scalar.F32 ? floatBinary(op, toFloat(a), toFloat(b)) : integerBinary(op, scalar, a, b);
  }

  private static long integerBinary(BinaryOp op, Scalar scalar, long a, long b) {
    boolean wide = scalar == Scalar.I64;
    long result = switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> b == 0 ? 0 : Math.floorDiv(a, b);
      case MOD -> b == 0 ? 0 : Math.floorMod(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> wide ? a << b : (int) a << (int) b;
      case SHR -> wide ? a >> b : (int) a >> (int) b;
      case USHR -> wide ? a >>> b : (int) a >>> (int) b;
      case LT -> ofBoolean(a < b);
      case LE -> ofBoolean(a <= b);
      case GT -> ofBoolean(a > b);
      case GE -> ofBoolean(a >= b);
      case EQ -> ofBoolean(a == b);
      case NE -> ofBoolean(a != b);
    };
    return op.isComparison() ? result : canonical(scalar, result);
  }

  private static long floatBinary(BinaryOp op, float a, float b) {
    return switch (op) {
      case ADD -> ofFloat(a + b);
      case SUB -> ofFloat(a - b);
      case MUL -> ofFloat(a * b);
      case DIV -> ofFloat(a / b);
      case MIN -> ofFloat(Math.min(a, b));
      case MAX -> ofFloat(Math.max(a, b));
      case LT -> ofBoolean(a < b);
      case LE -> ofBoolean(a <= b);
      case GT -> ofBoolean(a > b);
      case GE -> ofBoolean(a >= b);
      case EQ -> ofBoolean(a == b);
      case NE -> ofBoolean(a != b);
      case MOD, AND, OR, XOR, SHL, SHR, USHR -> throw Types.bug(op + " of f32");
    };
  }

  /// Converts as [Expr.Convert] says.
  public static long convert(Scalar to, Scalar from, long x) {
    return switch (to) {
      case I32 -> from == Scalar.F32 ? (int) toFloat(x) : (int) x;
      case I64 -> from == Scalar.F32 ? (long) toFloat(x) : x;
      case F32 -> from == Scalar.F32 ? x : ofFloat((float) x);
      case BOOL, F16, BF16, I8, U8 -> throw Types.bug("CONVERT to " + to);
    };
  }

  /// The nearest value that `storage` (`F16` or `BF16`) can hold, ties to even.
  public static float round(Scalar storage, float x) {
    return storage == Scalar.F16 ? Float.float16ToFloat(Float.floatToFloat16(x)) : bfloat16ToFloat(floatToBfloat16(x));
  }

  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /// To nearest, ties to even; a NaN stays one (its low payload bits are lost, so the quiet bit is set).
  public static short floatToBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) return (short) (bits >>> 16 | 0x40);
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  public static long fold(FoldOp op, Scalar scalar, long a, long b) {
    return binary(binaryOp(op), scalar, a, b);
  }

  public static BinaryOp binaryOp(FoldOp op) {
    return switch (op) {
      case ADD -> BinaryOp.ADD;
      case MUL -> BinaryOp.MUL;
      case MIN -> BinaryOp.MIN;
      case MAX -> BinaryOp.MAX;
      case AND -> BinaryOp.AND;
      case OR -> BinaryOp.OR;
    };
  }
}
