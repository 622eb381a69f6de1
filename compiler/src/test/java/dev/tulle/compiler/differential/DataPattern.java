package dev.tulle.compiler.differential;

import java.util.Random;

/// What made-up data looks like: which elements a sparse tensor or a pattern has, and what the numbers are.
public enum DataPattern {
  RANDOM,
  EMPTY,
  FULL,
  ONE_ROW,
  ONE_COLUMN,
  DIAGONAL,
  /// A row with many elements, then fewer and fewer.
  POWER_LAW,
  EMPTY_ROWS_AT_BOTH_ENDS,
  /// Small whole numbers: most comparisons meet an equal.
  TIES,
  /// Some elements are NaN, infinite or a negative zero.
  SPECIAL;

  private static final double[] SPECIALS = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0};

  /// Whether a sparse tensor or a pattern has the element at `row` and `column` of a matrix.
  boolean exists(int row, int column, int rows, int columns, Random random) {
    return switch (this) {
      case RANDOM, TIES, SPECIAL -> random.nextInt(3) == 0;
      case EMPTY -> false;
      case FULL -> true;
      case ONE_ROW -> row == rows / 2;
      case ONE_COLUMN -> column == columns / 2;
      case DIAGONAL -> row == column;
      case POWER_LAW -> column * (row + 1) < columns;
      case EMPTY_ROWS_AT_BOTH_ENDS -> row > 0 && row < rows - 1 && random.nextBoolean();
    };
  }

  double number(Random random) {
    return switch (this) {
      case TIES -> random.nextInt(5) - 2;
      case SPECIAL -> random.nextInt(8) == 0 ? SPECIALS[random.nextInt(SPECIALS.length)] : random.nextGaussian();
      case RANDOM, EMPTY, FULL, ONE_ROW, ONE_COLUMN, DIAGONAL, POWER_LAW, EMPTY_ROWS_AT_BOTH_ENDS -> random.nextGaussian();
    };
  }
}
