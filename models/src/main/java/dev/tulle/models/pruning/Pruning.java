package dev.tulle.models.pruning;

import dev.tulle.dsl.model.Format;
import dev.tulle.models.DenseWeight;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Which elements of a weight stay, chosen by magnitude: the rest becomes zero, which the stored formats leave out.
public sealed interface Pruning {
  /// The `kept` largest of every `group` neighbours along the last axis.
  record Groups(int kept, int group) implements Pruning {
    public Groups {
      if (kept < 1 || group < kept) throw new IllegalArgumentException("keep " + kept + " of " + group + "? write N:M with 1 <= N <= M");
    }

    @Override
    public Format format() {
      return new Format.Nm(kept, group);
    }

    @Override
    public DenseWeight apply(DenseWeight weight) {
      if (weight.rowLength() % group != 0)
        throw new IllegalArgumentException(
            "the rows of " + weight.name() + " have " + weight.rowLength() + " elements, which groups of " + group + " do not fill");
      var values = weight.values().clone();
      for (var start = 0; start < values.length; start += group) keepLargest(values, start, start + group, kept);
      return new DenseWeight(weight.name(), weight.shape(), values);
    }

    @Override
    public String toString() {
      return kept + ":" + group;
    }
  }

  /// The largest `density` of all elements, wherever they are.
  record Everywhere(double density) implements Pruning {
    public Everywhere {
      if (!(density > 0 && density <= 1))
        throw new IllegalArgumentException("keep a share of " + density + "? write csr:D with 0 < D <= 1");
    }

    @Override
    public Format format() {
      return new Format.Csr();
    }

    @Override
    public DenseWeight apply(DenseWeight weight) {
      var values = weight.values().clone();
      keepLargest(values, 0, values.length, (int) Math.round(density * values.length));
      return new DenseWeight(weight.name(), weight.shape(), values);
    }

    @Override
    public String toString() {
      return "csr:" + density;
    }
  }

  /// The stored format that has room for exactly this.
  Format format();

  /// A copy of a weight with what does not stay set to zero.
  ///
  /// @throws IllegalArgumentException if the shape does not allow it
  DenseWeight apply(DenseWeight weight);

  /// Reads `2:4` (two of every four stay) or `csr:0.5` (half of each matrix stays).
  ///
  /// @throws IllegalArgumentException with a message for the user
  static Pruning parse(String text) {
    var groups = Pattern.compile("([0-9]{1,4}):([0-9]{1,4})").matcher(text);
    if (groups.matches()) return new Groups(Integer.parseInt(groups.group(1)), Integer.parseInt(groups.group(2)));
    var share = Pattern.compile("csr:([0-9]{0,9}\\.?[0-9]{1,9})").matcher(text);
    if (share.matches()) return new Everywhere(Double.parseDouble(share.group(1)));
    throw new IllegalArgumentException("`" + text + "` is no way to prune; write N:M, such as 2:4, or csr:DENSITY, such as csr:0.5");
  }

  /// Sets all but the `kept` largest magnitudes of `values[from … to)` to zero; of equal ones the first stay, and NaN counts as the largest.
  private static void keepLargest(float[] values, int from, int to, int kept) {
    if (kept >= to - from) return;
    var magnitudes = new float[to - from];
    for (var i = 0; i < magnitudes.length; i++) magnitudes[i] = Math.abs(values[from + i]);
    Arrays.sort(magnitudes);
    var threshold = kept == 0 ? Float.NaN : magnitudes[magnitudes.length - kept];
    var above = 0;
    for (var magnitude : magnitudes) if (Float.compare(magnitude, threshold) > 0) above++;
    var equalKept = kept - above;
    for (var i = from; i < to; i++) {
      var order = Float.compare(Math.abs(values[i]), threshold);
      if (order < 0 || order == 0 && equalKept-- <= 0) values[i] = 0;
    }
  }
}
