package dev.tulle.dsl.interpret;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.ValueType;
import java.util.List;

/// How far a device may stray from an exact result, by how far naive arithmetic in the same type strays: [#FACTOR] times as far, as the
/// worst element does in absolute terms and no further than the worst one does in relative terms, plus the rounding of the value itself.
/// Integers and booleans may not stray; NaN and infinity must match in kind.
public final class Allowance {
  /// How many times the error of naive arithmetic is allowed: another order of a sum, a polynomial for a function.
  private static final double FACTOR = 8;
  /// The rounding of the result itself, in units of the last place.
  private static final double UNITS = 2;

  private final Value exact;
  private final List<Value> naive;
  private final double absolute;
  private final double relative;

  /// @param naive what the same arithmetic gives when each step is rounded ([Precision#single]), several times; of the shape of `exact`
  public Allowance(Value exact, List<Value> naive) {
    this.exact = exact;
    this.naive = List.copyOf(naive);
    double absolute = 0;
    double relative = 0;
    for (Value run : naive) {
      for (int i = 0; i < exact.values().length; i++) {
        double error = Math.abs(run.values()[i] - exact.values()[i]);
        if (!Double.isFinite(error)) continue;
        absolute = Math.max(absolute, error);
        if (error > 0 && exact.values()[i] != 0) relative = Math.max(relative, error / Math.abs(exact.values()[i]));
      }
    }
    this.absolute = absolute;
    this.relative = relative;
  }

  /// How far the element at a row-major position may be from the exact one.
  public double at(int position) {
    if (exact.element().valueType() != ValueType.FLOAT) return 0;
    double want = exact.values()[position];
    return FACTOR * (want == 0 ? absolute : Math.min(absolute, relative * Math.abs(want))) + UNITS * unit(exact.element(), want);
  }

  /// How far an element is from the exact one in units of what is allowed: at most 1 for what is as it has to be. Where nothing may stray,
  /// 0 or infinity.
  public double error(int position, double got) {
    double want = exact.values()[position];
    if (Double.compare(want, got) == 0 || want == got) return 0;
    if (exact.element().valueType() != ValueType.FLOAT) return Double.POSITIVE_INFINITY;
    if (!Double.isFinite(got))
      return naive.stream().anyMatch(run -> Double.compare(run.values()[position], got) == 0) ? 0 : Double.POSITIVE_INFINITY;
    return Double.isFinite(want) ? Math.abs(got - want) / at(position) : Double.POSITIVE_INFINITY;
  }

  /// The distance to the next number that the type can hold.
  private static double unit(ElementType element, double value) {
    if (!Double.isFinite(value)) return 0;
    return switch (element) {
      case F32 -> Math.ulp((float) value);
      case F16 -> Math.scalb(1.0, Math.max(Math.getExponent(value), -14) - 10);
      case BF16 -> Math.scalb(1.0, Math.max(Math.getExponent(value), Float.MIN_EXPONENT) - 7);
      case I32, I8, U8, BOOL -> 0;
    };
  }
}
