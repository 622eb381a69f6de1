package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.Locale;

/// How messages spell positions, values and types.
final class Text {
  private Text() {}

  /// `[3, 0, 7]`.
  static String tuple(int[] numbers) {
    return Arrays.toString(numbers);
  }

  /// The indices of a row-major position.
  static String position(int position, int[] shape) {
    return tuple(Elements.indices(position, shape));
  }

  /// A whole number without a decimal point.
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  static String type(ElementType element) {
    return element.name().toLowerCase(Locale.ROOT);
  }
}
