/// Reads what Tulle's models need of an ONNX file: the nodes of the graph and the constant tensors. Never runs a graph and never follows a reference to another file.
/// Start at [OnnxModel].
package dev.tulle.models.onnx;
