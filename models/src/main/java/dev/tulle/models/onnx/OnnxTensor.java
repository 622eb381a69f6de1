package dev.tulle.models.onnx;

import dev.tulle.runtime.TulleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// A constant tensor of the file, row-major.
///
/// @param type the number that ONNX gives to the element type; [#FLOAT] is the one that [#floats] reads
/// @param raw its elements in little-endian order; a view of the file's bytes
public record OnnxTensor(String name, int type, List<Integer> shape, ByteBuffer raw) {
  /// The element type of 32-bit floats.
  public static final int FLOAT = 1;

  public OnnxTensor {
    shape = List.copyOf(shape);
    raw = raw.asReadOnlyBuffer();
  }

  /// The elements of a float tensor.
  ///
  /// @throws TulleException `FILE` if it holds another type, or not as many elements as its shape says
  public float[] floats() {
    if (type != FLOAT) throw wrong("has element type number " + type + ", not 32-bit floats");
    var elements = shape.contains(0) ? 0L : 1L;
    for (int extent : shape) {
      // Both factors are below 2³¹, so the product cannot wrap before it is compared.
      elements *= extent;
      if (elements > raw.remaining()) break;
    }
    if (elements * Float.BYTES != raw.remaining()) throw wrong("has shape " + shape + " but " + raw.remaining() + " bytes");
    var values = new float[(int) elements];
    raw.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private TulleException wrong(String what) {
    return new TulleException(TulleException.Code.FILE, "the ONNX tensor `" + name + "` " + what);
  }
}
