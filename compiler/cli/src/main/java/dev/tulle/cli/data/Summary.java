package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// One line about a result: type, shape, how many elements exist, minimum, mean, maximum.
public final class Summary {
  private long count;
  private long undefined;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;

  private Summary() {}

  public static String of(Result result) {
    Summary summary = new Summary();
    result.elements().forEach((_, value) -> summary.add(value));
    return type(result) + summary.existing(result) + summary.statistics(result.element());
  }

  /// `y: f32[16, 64]`.
  static String type(Result result) {
    String shape = result.shape().length == 0 ? ""
        : Arrays.stream(result.shape()).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    return result.name() + ": " + result.element().name().toLowerCase(Locale.ROOT) + shape;
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

  private String existing(Result result) {
    return result.sparse() ? "  " + count + " of " + result.positions() + " elements" : "";
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
    if (value == Math.rint(value) && Math.abs(value) < 1e9) return Long.toString((long) value);
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    double magnitude = Math.abs(value);
    if (magnitude < 1e-4 || magnitude >= 1e9) return String.format(Locale.ROOT, "%.5e", value);
    int digits = Math.max(0, 5 - (int) Math.floor(Math.log10(magnitude)));
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
