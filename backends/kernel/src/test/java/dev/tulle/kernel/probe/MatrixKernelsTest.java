package dev.tulle.kernel.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.interpret.Interpreter;
import dev.tulle.kernel.interpret.Segments;
import dev.tulle.kernel.ir.Arithmetic;
import dev.tulle.kernel.ir.Expr;
import dev.tulle.kernel.ir.Kernel;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.text.KernelParser;
import dev.tulle.kernel.text.KernelPrinter;
import dev.tulle.kernel.text.KernelTextException;
import dev.tulle.kernel.verify.Verifier;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixKernelsTest {
  private static final long SEED = 20261124;

  @Test
  void aProductOfStagedMatricesIsThatOfPlainLoops() {
    for (Kernel kernel : MatrixKernels.all()) {
      Verifier.verify(kernel);
      List<byte[]> data = MatrixKernels.data(kernel, SEED);
      int rows = extent(kernel, 2, 0);
      int columns = extent(kernel, 2, 1);
      float[] expected = new float[rows * columns];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          float sum = 1;
          for (int k = 0; k < MatrixKernels.DEPTH; k++) sum += factor(kernel, 0, data, i, k) * factor(kernel, 1, data, j, k);
          expected[i * columns + j] = sum;
        }
      }
      List<MemorySegment> buffers = data.stream().map(MemorySegment::ofArray).toList();
      new Interpreter(kernel).race(SEED, new long[0], buffers, Segments.status(0));
      assertArrayEquals(expected, Segments.floats(buffers.get(2)), () -> kernel.name() + ", seed " + SEED);
    }
  }

  private static int extent(Kernel kernel, int buffer, int axis) {
    return (int) ((Expr.Const) kernel.buffers().get(buffer).shape().get(axis)).bits();
  }

  /// The element for a row (or column) and a place in what is summed over.
  private static float factor(Kernel kernel, int buffer, List<byte[]> data, int edge, int k) {
    boolean across = extent(kernel, buffer, 0) == MatrixKernels.DEPTH
        && KernelPrinter.print(kernel).contains((buffer == 0 ? "left" : "right") + " across");
    int place = across ? k * extent(kernel, buffer, 1) + edge : edge * MatrixKernels.DEPTH + k;
    short bits = ByteBuffer.wrap(data.get(buffer)).order(ByteOrder.LITTLE_ENDIAN).getShort(2 * place);
    return kernel.buffers().get(buffer).element() == Scalar.F16 ? Float.float16ToFloat(bits) : Arithmetic.bfloat16ToFloat(bits);
  }

  @Test
  void theTextIsReadBack() throws KernelTextException {
    for (Kernel kernel : MatrixKernels.all()) assertEquals(kernel, KernelParser.parse(KernelPrinter.print(kernel)));
  }

  @Test
  void factorsThatAreTooSmallAreRefused() throws KernelTextException {
    String text = KernelPrinter.print(MatrixKernels.all().getFirst());
    assertTrue(text.contains("alloc group left: f16[32, 40]"), text);
    refuse(text.replace("left: f16[32, 40]", "left: f16[31, 40]"), "'left' of [31, 40] has not 32 x 32 elements");
    refuse(text.replace("left: f16[32, 40]", "left: bf16[32, 40]"), "a product of BF16 and F16");
    refuse(text.replace("rows 1", "rows 3"), "no kept array of sums for rows of 3 warps");
    refuse(text.replace("multiply sum = left", "multiply left = left"), "no kept array 'left' in scope");
  }

  private static void refuse(String text, String message) throws KernelTextException {
    Kernel kernel = KernelParser.parse(text);
    String refused = assertThrows(CompilerBug.class, () -> Verifier.verify(kernel)).getMessage();
    assertTrue(refused.contains(message), refused);
  }
}
