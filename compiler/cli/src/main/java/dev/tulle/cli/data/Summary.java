package dev.tulle.cli.data;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.util.Locale;

/// One line about a result: type, shape, how many elements exist, minimum, mean, maximum.
public final class Summary {
  private long count;
  private long undefined;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;

  private Summary() {}

  public static String of(String name, Value value) {
    Summary summary = new Summary();
    Elements.forEach(value, (_, element) -> summary.add(element));
    long[] shape = Elements.shape(value);
    String type = name + ": " + value.type() + (shape.length == 0 ? "" : Shape.text(shape));
    String existing = switch (value) {
      case Tensor _ -> "";
      case SparseTensor sparse -> "  " + sparse.count() + " of " + Shape.count(shape) + " elements";
    };
    return type + existing + summary.statistics(value.type());
  }

  private void add(double value) {
    count++;
    if (Double.isNaN(value)) {
      undefined++;
      return;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }

  private String statistics(ElementType element) {
    if (count == 0) return "  no elements";
    if (element == ElementType.BOOL) return "  " + (long) sum + " true, " + (count - (long) sum) + " false";
    if (undefined == count) return "  all NaN";
    String numbers = "  min " + number(min) + "  mean " + number(sum / (count - undefined)) + "  max " + number(max);
    return undefined == 0 ? numbers : numbers + "  (" + undefined + " NaN apart)";
  }

  /// Six significant digits; whole numbers without a point.
  static String number(double value) {
    if (Double.isNaN(value)) return "NaN";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    if (value == Math.rint(value) && Math.abs(value) < 1e9) return Long.toString((long) value);
    double magnitude = Math.abs(value);
    if (magnitude < 1e-4 || magnitude >= 1e9) return String.format(Locale.ROOT, "%.5e", value);
    int digits = Math.max(0, 5 - (int) Math.floor(Math.log10(magnitude)));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
