package dev.tulle.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.tulle.runtime.TulleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Small ONNX files written field by field, right ones and wrong ones.
class OnnxModelTest {
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] littleEndian(float... values) {
    var buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : values) buffer.putFloat(value);
    return buffer.array();
  }

  private static byte[] tensor(String name, int type, byte[] raw, long... shape) {
    return message(
        out -> {
          for (var extent : shape) out.writeInt64(1, extent);
          out.writeInt32(2, type);
          out.writeString(8, name);
          out.writeByteArray(9, raw);
        });
  }

  private static byte[] model(Fields graph) {
    return message(
        out -> {
          out.writeInt64(1, 6);
          out.writeString(2, "a test");
          out.writeByteArray(7, message(graph));
        });
  }

  private static byte[] withTensor(byte[] tensor) {
    return model(out -> out.writeByteArray(5, tensor));
  }

  private static String refusal(byte[] file) {
    return assertThrows(TulleException.class, () -> OnnxModel.read(file)).getMessage();
  }

  @Test
  void nodesAndConstantsAreRead() {
    var node = message(
        out -> {
          out.writeString(1, "x");
          out.writeString(1, "w");
          out.writeString(2, "y");
          out.writeString(3, "/query/MatMul");
          out.writeString(4, "MatMul");
          out.writeByteArray(5, new byte[0]);
        });
    var read = OnnxModel.read(
        model(
            out -> {
              out.writeByteArray(1, node);
              out.writeByteArray(5, tensor("w", 1, littleEndian(1, 2, 3, 4, 5, -0.5f), 2, 3));
            }));
    assertEquals(List.of(new OnnxNode("/query/MatMul", "MatMul", List.of("x", "w"), List.of("y"))), read.nodes());
    assertEquals(List.of(2, 3), read.constants().get("w").shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, -0.5f}, read.constants().get("w").floats());
  }

  @Test
  void packedShapeIsTheSameShape() {
    var tensor = message(
        out -> {
          out.writeByteArray(1, new byte[] {2, 1});
          out.writeInt32(2, 1);
          out.writeString(8, "w");
          out.writeByteArray(9, littleEndian(1, 2));
        });
    assertEquals(List.of(2, 1), OnnxModel.read(withTensor(tensor)).constants().get("w").shape());
  }

  @Test
  void emptyTensorHasNoElements() {
    assertEquals(0, OnnxModel.read(withTensor(tensor("w", 1, new byte[0], 1L << 30, 1L << 30, 0))).constants().get("w").floats().length);
  }

  @Test
  void shapeThatTheDataDoesNotFillIsRefused() {
    for (var shape : new long[][] {{3}, {1}, {}, {2, 2}, {1L << 30, 1L << 30, 1L << 30}, {0}}) {
      var tensor = OnnxModel.read(withTensor(tensor("w", 1, littleEndian(1, 2), shape))).constants().get("w");
      var failure = assertThrows(TulleException.class, tensor::floats, Arrays.toString(shape));
      assertTrue(failure.getMessage().contains("`w` has shape " + Arrays.toString(shape) + " but 8 bytes"), failure.getMessage());
    }
  }

  @Test
  void otherElementTypesAreNotFloats() {
    var tensor = OnnxModel.read(withTensor(tensor("w", 7, new byte[8], 1))).constants().get("w");
    assertTrue(assertThrows(TulleException.class, tensor::floats).getMessage().contains("element type number 7"));
  }

  @Test
  void axisBelowZeroOrBeyondIntegersIsRefused() {
    assertTrue(refusal(withTensor(tensor("w", 1, new byte[0], -1))).contains("an axis of length -1"));
    assertTrue(refusal(withTensor(tensor("w", 1, new byte[0], 1L << 31))).contains("an axis of length 2147483648"));
  }

  @Test
  void tensorInAnotherFileIsRefused() {
    var tensor = message(
        out -> {
          out.writeString(8, "w");
          out.writeInt32(14, 1);
        });
    assertTrue(refusal(withTensor(tensor)).contains("in another file"));
  }

  @Test
  void repeatedNameIsRefused() {
    var tensor = tensor("w", 1, littleEndian(1), 1);
    var file = model(
        out -> {
          out.writeByteArray(5, tensor);
          out.writeByteArray(5, tensor);
        });
    assertTrue(refusal(file).contains("two tensors are called `w`"));
  }

  @Test
  void fileWithoutAGraphIsRefused() {
    assertTrue(refusal(new byte[0]).contains("it holds 0 graphs"));
  }

  @Test
  void everyCutFileIsRefused() {
    var file = withTensor(tensor("w", 1, littleEndian(1, 2, 3), 3));
    var graphStarts = message(out -> { out.writeInt64(1, 6); out.writeString(2, "a test"); }).length;
    for (var length = graphStarts; length < file.length; length++) refusal(Arrays.copyOf(file, length));
  }

  @Test
  void changedBytesGiveAModelOrARefusalAndNothingElse() {
    var file = withTensor(tensor("w", 1, littleEndian(1, 2, 3), 3));
    var seed = 20261123L;
    var random = new Random(seed);
    for (var round = 0; round < 20_000; round++) {
      var changed = file.clone();
      for (var n = random.nextInt(3); n >= 0; n--) changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        OnnxModel.read(changed).constants().values().forEach(OnnxTensor::floats);
      } catch (TulleException e) {
        assertEquals(TulleException.Code.FILE, e.code(), "seed " + seed + " round " + round);
      }
    }
  }
}
