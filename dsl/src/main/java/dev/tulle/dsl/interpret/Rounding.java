package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ValueType;

/// What becomes of a value that is stored as, or cast to, an element type (section 6): 16-bit floats round to nearest even, integers
/// truncate and saturate with NaN as 0, `f32` is left alone because the interpreter computes in double.
final class Rounding {
  private Rounding() {}

  static double to(ElementType element, double value) {
    return switch (element) {
      case F32 -> value;
      case F16 -> toBinary(value, 10, -14, 65504.0);
      case BF16 -> toBinary(value, 7, Float.MIN_EXPONENT, 0x1.FEp127);
      case I32 -> (int) value;
      case I8 -> Math.clamp((int) value, -128, 127);
      case U8 -> Math.clamp((int) value, 0, 255);
      case BOOL -> Absent.truth(value != 0);
    };
  }

  /// Whether an element of this type can be exactly `value`; any float can be an `f32` here.
  static boolean holds(ElementType element, double value) {
    return Double.isNaN(value) ? element.valueType() == ValueType.FLOAT : to(element, value) == value;
  }

  /// Rounds to a binary format with `fraction` bits after the point, the least exponent of a normal number `least` and the largest finite
  /// number `largest`.
  private static double toBinary(double value, int fraction, int least, double largest) {
    if (Double.isNaN(value) || Double.isInfinite(value)) return value;
    double unit = Math.scalb(1.0, Math.max(Math.getExponent(value), least) - fraction);
    double rounded = Math.rint(value / unit) * unit;
    return Math.abs(rounded) > largest ? Math.copySign(Double.POSITIVE_INFINITY, value) : rounded;
  }
}
