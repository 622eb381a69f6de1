package dev.tulle.cli.data;

import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Shape;
import dev.tulle.runtime.tensor.Value;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;

/// Prints the elements of a result as matrices over its last two axes, `.` where an element does not exist, `#` for true and `-` for false, cut where it gets long.
public final class Listing {
  private static final int MATRICES = 4;
  private static final int ROWS = 16;
  private static final int COLUMNS = 32;
  private static final int LINE = 120;

  private final Value result;
  private final long[] shape;
  private final long rows;
  private final long columns;
  private final Map<Long, String> shown = new HashMap<>();
  /// Of the widest element that is shown, with the space before it.
  private int width = 2;

  private Listing(Value result) {
    this.result = result;
    this.shape = Elements.shape(result);
    this.columns = shape.length < 1 ? 1 : shape[shape.length - 1];
    this.rows = shape.length < 2 ? 1 : shape[shape.length - 2];
  }

  public static void print(String name, Value result, PrintWriter out) {
    out.println(Summary.of(name, result));
    Listing listing = new Listing(result);
    if (Shape.count(listing.shape) == 0) return;
    Elements.forEach(result, listing::keep);
    listing.matrices(out);
  }

  private void keep(long position, double value) {
    long matrix = position / columns / rows;
    long row = position / columns % rows;
    if (matrix < MATRICES && row < ROWS && position % columns < COLUMNS) {
      String text = result.type() == ElementType.BOOL ? (value == 0 ? "-" : "#") : Summary.number(value);
      shown.put(position, text);
      width = Math.max(width, text.length() + 2);
    }
  }

  private void matrices(PrintWriter out) {
    long matrices = Shape.count(shape) / columns / rows;
    for (long matrix = 0; matrix < Math.min(matrices, MATRICES); matrix++) {
      if (shape.length > 2) out.println("  " + label(matrix));
      for (long row = 0; row < Math.min(rows, ROWS); row++) out.println("  " + row(matrix, row));
      if (rows > ROWS) out.println("  … " + (rows - ROWS) + " more rows");
    }
    if (matrices > MATRICES) out.println("  … " + (matrices - MATRICES) + " more matrices");
  }

  /// The leading indices of a matrix: `[0, 3, :, :]`.
  private String label(long matrix) {
    StringBuilder label = new StringBuilder();
    long rest = matrix;
    for (int axis = shape.length - 3; axis >= 0; axis--) {
      label.insert(0, rest % shape[axis] + ", ");
      rest /= shape[axis];
    }
    return "[" + label + ":, :]";
  }

  private String row(long matrix, long row) {
    long visible = Math.min(columns, Math.min(COLUMNS, LINE / width));
    StringBuilder line = new StringBuilder();
    for (long column = 0; column < visible; column++) {
      String text = shown.getOrDefault((matrix * rows + row) * columns + column, ".");
      line.append(" ".repeat(width - text.length())).append(text);
    }
    return columns > visible ? line + "  … " + (columns - visible) + " more" : line.toString();
  }
}
