package dev.tulle.runtime.file;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Reads and writes one value of a file by what its name ends in: `.npy` (dense) or `.npz` (sparse: the arrays `indices` `[n, rank]`,
/// `values` `[n]` and, optional, `shape` `[rank]`).
public final class TensorFiles {
  private TensorFiles() {}

  /// @throws TulleException `FILE` naming the file and what is wrong with it
  public static Value read(Path file) {
    return switch (ending(file)) {
      case "npy" -> Npy.read(file);
      case "npz" -> SparseArrays.find(file, Npz.open(file)::find, "")
          .orElseThrow(
              () -> Place.of(file).error("has no arrays 'indices' and 'values', so it is no sparse tensor"));
      default -> throw Place.of(file).error("is not .npy (a dense tensor) or .npz (a sparse one)");
    };
  }

  /// @throws TulleException `FILE` if it cannot be written, `FORMAT` for a sparse value in `.npy` or a dense one in `.npz`
  public static void write(Value value, Path file) {
    switch (ending(file)) {
      case "npy" -> {
        if (!(value instanceof Tensor tensor))
          throw new TulleException(Code.FORMAT, file + ": " + value.describe() + " is sparse; sparse tensors are written as .npz");
        Npy.write(tensor, file);
      }
      case "npz" -> {
        if (!(value instanceof SparseTensor sparse))
          throw new TulleException(Code.FORMAT, file + ": " + value.describe() + " is dense; dense tensors are written as .npy");
        Npz.write(SparseArrays.arrays(sparse), file);
      }
      default -> throw Place.of(file).error("is not .npy (for a dense tensor) or .npz (for a sparse one)");
    }
  }

  /// Weights by name from `.safetensors` or `.npz`. A weight that is stored sparse can be dense in the file or be the arrays
  /// `<name>.indices` and `<name>.values`.
  ///
  /// @throws TulleException `FILE` naming the file and what is wrong with it
  public static WeightSource weights(Path file) {
    switch (ending(file)) {
      case "safetensors" -> {
        SafeTensors tensors = SafeTensors.open(file);
        return new FileWeights(file, tensors.names(), tensors::find);
      }
      case "npz" -> {
        Npz arrays = Npz.open(file);
        return new FileWeights(file, arrays.names(), arrays::find);
      }
      default -> throw Place.of(file).error("is not .safetensors or .npz, from which weights are read");
    }
  }

  /// Writes values by name into `.safetensors` or `.npz`, as [#weights] reads them.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  public static void writeAll(Map<String, Value> values, Path file) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    values.forEach((name, value) -> {
      switch (value) {
        case Tensor tensor -> arrays.put(name, tensor);
        case SparseTensor sparse -> SparseArrays.arrays(sparse).forEach((part, tensor) -> arrays.put(name + "." + part, tensor));
      }
    });
    switch (ending(file)) {
      case "safetensors" -> SafeTensors.write(arrays, file);
      case "npz" -> Npz.write(arrays, file);
      default -> throw Place.of(file).error("is not .safetensors or .npz, which hold several tensors");
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
