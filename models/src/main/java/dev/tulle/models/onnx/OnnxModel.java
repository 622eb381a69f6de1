package dev.tulle.models.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts of an ONNX file that the readers of weights use. The field numbers below are those of `onnx.proto3`; everything that is not named here is skipped.
///
/// @param nodes in the order of the file, which is an order of execution
/// @param constants the initializers, by name
public record OnnxModel(List<OnnxNode> nodes, Map<String, OnnxTensor> constants) {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int TENSOR_DIMENSIONS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;
  private static final int TENSOR_LOCATION = 14;

  private static final int MOST_AXES = 16;

  public OnnxModel {
    nodes = List.copyOf(nodes);
    constants = Map.copyOf(constants);
  }

  /// Reads the bytes of a file. The tensors are views of `file`, which must not change afterwards.
  ///
  /// @throws TulleException `FILE` if it is not an ONNX file, is cut off, or keeps its tensors in another file
  public static OnnxModel read(byte[] file) {
    try {
      var input = CodedInputStream.newInstance(file);
      input.enableAliasing(true);
      var model = new Reader();
      var graphs = 0;
      for (int tag; (tag = input.readTag()) != 0;) {
        if (tag == bytes(MODEL_GRAPH)) {
          inside(input, model::readGraph);
          graphs++;
        } else {
          skip(input, tag);
        }
      }
      if (graphs != 1) throw new IOException("it holds " + graphs + " graphs");
      return new OnnxModel(model.nodes, model.constants);
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "not a readable ONNX file: " + e.getMessage(), e);
    }
  }

  private interface Part {
    void read(CodedInputStream input) throws IOException;
  }

  /// Runs `part` on the message that starts here; it sees the end of the message as the end of the input.
  private static void inside(CodedInputStream input, Part part) throws IOException {
    // A length below zero or beyond the enclosing message is refused by the stream.
    var outer = input.pushLimit(input.readRawVarint32());
    part.read(input);
    input.popLimit(outer);
  }

  private static int bytes(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static int varint(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }

  private static void skip(CodedInputStream input, int tag) throws IOException {
    if (!input.skipField(tag)) throw new IOException("a group ends that never began");
  }

  private static String text(CodedInputStream input) throws IOException {
    return new String(input.readByteArray(), StandardCharsets.UTF_8);
  }

  private static final class Reader {
    final List<OnnxNode> nodes = new ArrayList<>();
    final Map<String, OnnxTensor> constants = new LinkedHashMap<>();

    void readGraph(CodedInputStream input) throws IOException {
      for (int tag; (tag = input.readTag()) != 0;) {
        if (tag == bytes(GRAPH_NODE)) inside(input, this::readNode);
        else if (tag == bytes(GRAPH_INITIALIZER)) inside(input, this::readTensor);
        else skip(input, tag);
      }
    }

    private void readNode(CodedInputStream input) throws IOException {
      var name = "";
      var operator = "";
      var inputs = new ArrayList<String>();
      var outputs = new ArrayList<String>();
      for (int tag; (tag = input.readTag()) != 0;) {
        if (tag == bytes(NODE_INPUT)) inputs.add(text(input));
        else if (tag == bytes(NODE_OUTPUT)) outputs.add(text(input));
        else if (tag == bytes(NODE_NAME)) name = text(input);
        else if (tag == bytes(NODE_OPERATOR)) operator = text(input);
        else skip(input, tag);
      }
      nodes.add(new OnnxNode(name, operator, inputs, outputs));
    }

    private void readTensor(CodedInputStream input) throws IOException {
      var name = "";
      var type = 0;
      var shape = new ArrayList<Integer>();
      var raw = ByteBuffer.allocate(0);
      for (int tag; (tag = input.readTag()) != 0;) {
        if (tag == varint(TENSOR_DIMENSIONS)) addExtent(shape, input.readInt64());
        else if (tag == bytes(TENSOR_DIMENSIONS)) inside(input, packed -> readExtents(packed, shape));
        else if (tag == varint(TENSOR_TYPE)) type = input.readInt32();
        else if (tag == bytes(TENSOR_NAME)) name = text(input);
        else if (tag == bytes(TENSOR_RAW)) raw = input.readByteBuffer();
        else if (tag == varint(TENSOR_LOCATION) && input.readInt32() != 0) throw new IOException("its tensors are in another file");
        else if (tag != varint(TENSOR_LOCATION)) skip(input, tag);
      }
      if (constants.put(name, new OnnxTensor(name, type, shape, raw)) != null)
        throw new IOException("two tensors are called `" + name + "`");
    }

    private static void readExtents(CodedInputStream input, List<Integer> shape) throws IOException {
      while (!input.isAtEnd()) addExtent(shape, input.readInt64());
    }

    private static void addExtent(List<Integer> shape, long extent) throws IOException {
      if (extent < 0 || extent > Integer.MAX_VALUE) throw new IOException("a tensor has an axis of length " + extent);
      if (shape.size() == MOST_AXES) throw new IOException("a tensor has more than " + MOST_AXES + " axes");
      shape.add((int) extent);
    }
  }
}
