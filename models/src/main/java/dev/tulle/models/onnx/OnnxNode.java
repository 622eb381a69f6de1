package dev.tulle.models.onnx;

import java.util.List;

/// One operation of the graph.
///
/// @param operator its kind: `MatMul`
/// @param inputs names of the values it reads: results of other nodes, or [OnnxModel#constants]
public record OnnxNode(String name, String operator, List<String> inputs, List<String> outputs) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
