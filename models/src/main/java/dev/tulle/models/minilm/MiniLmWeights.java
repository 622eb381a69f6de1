package dev.tulle.models.minilm;

import dev.tulle.models.DenseWeight;
import dev.tulle.models.onnx.OnnxModel;
import dev.tulle.models.onnx.OnnxTensor;
import dev.tulle.runtime.TulleException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The weights of `minilm.tulle`, by the names that they have there, from an ONNX export of the model.
///
/// The export keeps names for tables, biases and norms only. A matrix is found by the `MatMul` node that reads it, whose name is the path of its module, and is
/// turned from `[in, out]` to `[out, in]`: so the elements of a row are summed over together, which is how sparse formats list and group them.
public final class MiniLmWeights {
  private static final int BLOCKS = 6;
  private static final int HEADS = 12;

  /// The matrices of a block and where the export has them. Each has a bias, whose name starts with `b` instead of `w`.
  private static final Map<String, String> BLOCK_MATRICES = Map.of(
      "wq", "attention.self.query",
      "wk", "attention.self.key",
      "wv", "attention.self.value",
      "wo", "attention.output.dense",
      "wup", "intermediate.dense",
      "wdown", "output.dense");

  private MiniLmWeights() {}

  /// All weights, sorted by name.
  ///
  /// @throws TulleException `FILE` if the file is not this model
  public static List<DenseWeight> of(OnnxModel model) {
    var reader = new Reader(model, matrices(model));
    var weights = new ArrayList<DenseWeight>();
    weights.add(reader.constant("words", "embeddings.word_embeddings.weight"));
    weights.add(reader.constant("positions", "embeddings.position_embeddings.weight"));
    weights.add(reader.constant("kinds", "embeddings.token_type_embeddings.weight"));
    weights.add(reader.constant("gain", "embeddings.LayerNorm.weight"));
    weights.add(reader.constant("shift", "embeddings.LayerNorm.bias"));
    for (var block = 1; block <= BLOCKS; block++) {
      var to = "b" + block + ".";
      var from = "encoder.layer." + (block - 1) + ".";
      BLOCK_MATRICES.forEach(
          (name, module) -> {
            var matrix = reader.matrix(to + name, from + module);
            var bias = reader.constant(to + "b" + name.substring(1), from + module + ".bias");
            switch (name) {
              case "wq", "wk", "wv" -> {
                weights.add(splitByHead(matrix, 0));
                weights.add(splitByHead(bias, 0));
              }
              case "wo" -> {
                weights.add(splitByHead(matrix, 1));
                weights.add(bias);
              }
              default -> {
                weights.add(matrix);
                weights.add(bias);
              }
            }
          });
      weights.add(reader.constant(to + "gain1", from + "attention.output.LayerNorm.weight"));
      weights.add(reader.constant(to + "shift1", from + "attention.output.LayerNorm.bias"));
      weights.add(reader.constant(to + "gain2", from + "output.LayerNorm.weight"));
      weights.add(reader.constant(to + "shift2", from + "output.LayerNorm.bias"));
    }
    weights.sort(Comparator.comparing(DenseWeight::name));
    return weights;
  }

  /// The names of the matrices of all linear layers, in no order: those are what pruning is about.
  static List<String> linearNames() {
    return IntStream.rangeClosed(1, BLOCKS)
        .boxed()
        .flatMap(block -> BLOCK_MATRICES.keySet().stream().map(name -> "b" + block + "." + name))
        .toList();
  }

  /// The constants that `MatMul` nodes read, by the path of the module: `encoder.layer.0.attention.self.query`.
  private static Map<String, OnnxTensor> matrices(OnnxModel model) {
    var found = new HashMap<String, OnnxTensor>();
    for (var node : model.nodes()) {
      if (!node.operator().equals("MatMul") || node.inputs().size() != 2 || !node.name().matches("/.+/MatMul")) continue;
      var module = node.name().substring(1, node.name().length() - "/MatMul".length()).replace('/', '.');
      Optional.ofNullable(model.constants().get(node.inputs().getLast())).ifPresent(matrix -> found.put(module, matrix));
    }
    return found;
  }

  /// The axis of extent HEADS · E as two axes, HEADS and E.
  private static DenseWeight splitByHead(DenseWeight weight, int axis) {
    var shape = new ArrayList<>(weight.shape());
    var extent = shape.remove(axis);
    if (extent % HEADS != 0)
      throw notThisModel("`" + weight.name() + "` has shape " + weight.shape() + ", which " + HEADS + " heads cannot share");
    shape.addAll(axis, List.of(HEADS, extent / HEADS));
    return weight.reshaped(shape);
  }

  private static TulleException notThisModel(String why) {
    return new TulleException(TulleException.Code.FILE, "this ONNX file is not all-MiniLM-L6-v2: " + why);
  }

  private record Reader(OnnxModel model, Map<String, OnnxTensor> matrices) {
    DenseWeight constant(String name, String inFile) {
      var tensor = model.constants().get(inFile);
      if (tensor == null) throw notThisModel("it has no `" + inFile + "`");
      return new DenseWeight(name, tensor.shape(), tensor.floats());
    }

    DenseWeight matrix(String name, String module) {
      var tensor = matrices.get(module);
      if (tensor == null) throw notThisModel("no matrix is multiplied in `" + module + "`");
      if (tensor.shape().size() != 2) throw notThisModel("the matrix of `" + module + "` has shape " + tensor.shape());
      int in = tensor.shape().getFirst();
      int out = tensor.shape().getLast();
      return new DenseWeight(name, List.of(out, in), transposed(tensor.floats(), in, out));
    }

    private static float[] transposed(float[] values, int rows, int columns) {
      var result = new float[values.length];
      for (var r = 0; r < rows; r++) for (var c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c];
      return result;
    }
  }
}
