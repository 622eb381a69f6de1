package dev.tulle.cli.data;

import dev.tulle.dsl.model.ElementType;
import dev.tulle.dsl.model.Format;
import java.util.SplittableRandom;

/// Draws data for a port, `random:SEED` on the command line. The same port, shape, limit and seed give the same data:
///
/// - floats are standard normal; where only stored elements exist, one in ten is not zero;
/// - whole numbers lie in `[0, limit)`, the smallest axis that they index, and below [#WHOLE_NUMBERS] if they index none;
/// - booleans are true half of the time, members of patterns one time in ten;
/// - `nm(n, m)` keeps `n` random elements of each group of `m`; `blocks(r, c)` keeps one whole block in ten.
public final class RandomData {
  /// The share of elements that exist.
  public static final double DENSITY = 0.1;

  /// The limit of whole numbers that are no positions.
  public static final int WHOLE_NUMBERS = 10;

  private RandomData() {}

  /// Takes the element at a row-major position; every position comes once, in order.
  @FunctionalInterface
  public interface Sink {
    void set(long position, double value);
  }

  /// @param limit what whole numbers stay below
  public static void draw(Port port, long[] shape, long limit, long seed, Sink sink) {
    // Two ports with one seed still differ.
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + port.name().hashCode());
    Existence existence = existence(port, shape, random);
    long count = 1;
    for (long extent : shape) count = Math.multiplyExact(count, extent);
    for (long position = 0; position < count; position++) {
      boolean exists = existence.at(position);
      sink.set(position, !exists ? 0 : port.pattern() ? 1 : value(port.element(), limit, random));
    }
  }

  private static double value(ElementType element, long limit, SplittableRandom random) {
    return switch (element) {
      case F32, F16, BF16 -> random.nextGaussian();
      case BOOL -> random.nextBoolean() ? 1 : 0;
      case I32 -> random.nextLong(Math.max(1, Math.min(limit, Integer.MAX_VALUE)));
      case I8 -> random.nextLong(Math.max(1, Math.min(limit, Byte.MAX_VALUE + 1)));
      case U8 -> random.nextLong(Math.max(1, Math.min(limit, 256)));
    };
  }

  /// Whether the element at a row-major position exists; asked once for each, in order.
  private interface Existence {
    boolean at(long position);
  }

  private static Existence existence(Port port, long[] shape, SplittableRandom random) {
    if (!port.pattern() && !port.sparse()) return _ -> true;
    return switch (port.format().orElse(null)) {
      case null -> _ -> random.nextDouble() < DENSITY;
      case Format.Csr _,Format.Csc _,Format.Bitmap _ -> _ -> random.nextDouble() < DENSITY;
      case Format.Nm nm -> groups(nm, random);
      case Format.Blocks blocks -> blocks(blocks, shape, random.nextLong());
    };
  }

  /// Selection sampling: of the `left` positions that remain in the group, `wanted` are still to be chosen.
  private static Existence groups(Format.Nm nm, SplittableRandom random) {
    return new Existence() {
      private int wanted;

      @Override
      public boolean at(long position) {
        int left = nm.m() - (int) (position % nm.m());
        if (left == nm.m()) wanted = nm.n();
        boolean chosen = random.nextInt(left) < wanted;
        if (chosen) wanted--;
        return chosen;
      }
    };
  }

  /// Each block has its own generator, as its elements do not come in one stretch.
  private static Existence blocks(Format.Blocks blocks, long[] shape, long seed) {
    long columns = shape[shape.length - 1];
    long rows = shape[shape.length - 2];
    long blocksInRow = Math.ceilDiv(columns, blocks.columns());
    long blocksInColumn = Math.ceilDiv(rows, blocks.rows());
    return position -> {
      long matrix = position / columns / rows;
      long row = position / columns % rows / blocks.rows();
      long column = position % columns / blocks.columns();
      return new SplittableRandom(seed + (matrix * blocksInColumn + row) * blocksInRow + column).nextDouble() < DENSITY;
    };
  }
}
