package dev.tulle.dsl.model;

/// A stored format. `Nm` groups along the last axis; `Csr`, `Csc`, `Blocks` and `Bitmap` take the last two axes; leading axes are dense.
public sealed interface Format {
  record Csr() implements Format {}

  record Csc() implements Format {}

  record Bitmap() implements Format {}

  /// At most `n` elements exist in each group of `m` along the last axis, whose extent is a multiple of `m`.
  record Nm(int n, int m) implements Format {
    public Nm {
      if (n < 1 || m < n) throw new IllegalArgumentException("nm(" + n + ", " + m + ")");
    }
  }

  /// Whole blocks of `rows` × `columns` exist; blocks at the far edges are cut.
  record Blocks(int rows, int columns) implements Format {
    public Blocks {
      if (rows < 1 || columns < 1) throw new IllegalArgumentException("blocks(" + rows + ", " + columns + ")");
    }
  }
}
