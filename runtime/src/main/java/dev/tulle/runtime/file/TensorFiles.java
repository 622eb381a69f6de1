package dev.tulle.runtime.file;

import dev.tulle.runtime.tensor.Value;
import java.nio.file.Path;

/// Reads and writes one value of a file by what its name ends in: `.npy` (dense) or `.npz` (sparse: `indices`, `values` and, optional, `shape`).
public final class TensorFiles {
  private TensorFiles() {}

  /// @throws dev.tulle.runtime.TulleException `FILE` naming the file and what is wrong with it
  public static Value read(Path file) {
    throw new UnsupportedOperationException("being written");
  }

  /// @throws dev.tulle.runtime.TulleException `FILE` if it cannot be written, `FORMAT` for a sparse value in `.npy` or a dense one in `.npz`
  public static void write(Value value, Path file) {
    throw new UnsupportedOperationException("being written");
  }

  /// Weights by name from `.safetensors` or `.npz`.
  ///
  /// @throws dev.tulle.runtime.TulleException `FILE` naming the file and what is wrong with it
  public static WeightSource weights(Path file) {
    throw new UnsupportedOperationException("being written");
  }
}
