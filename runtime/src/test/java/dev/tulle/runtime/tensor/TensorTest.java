package dev.tulle.runtime.tensor;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
  @Test
  void copiesArraysIntoAlignedMemory() {
    float[] values = {1, 2, 3, 4, 5, 6};
    Tensor t = Tensor.of(values, 2, 3);
    values[0] = 9;
    assertEquals(0, t.data().address() % Tensor.ALIGNMENT);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, t.toFloats());
    assertEquals(6, t.get(Shape.position(t.shape(), 1, 2)));
    assertEquals("f32[2, 3]", t.toString());
  }

  @Test
  void wrapsMemoryWithoutACopy() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(8, 64);
      Tensor t = Tensor.wrap(memory, ElementType.I32, 2);
      memory.setAtIndex(ValueLayout.JAVA_INT, 1, 42);
      assertSame(memory, t.data());
      assertEquals(42, t.getLong(1));
    }
  }

  @Test
  void refusesMemoryOfAnotherSize() {
    refuses(Code.SIZE, () -> Tensor.wrap(MemorySegment.ofArray(new byte[7]), ElementType.I32, 2), "i32[2] takes 8 bytes", "has 7");
    refuses(Code.SIZE, () -> Tensor.of(new float[5], 2, 3), "shape [2, 3] has 6 elements", "there are 5");
  }

  @Test
  void countsIn64Bits() {
    assertEquals(1L << 40, Shape.count(1L << 20, 1L << 20));
    assertEquals(0, Shape.count(0, Long.MAX_VALUE, Long.MAX_VALUE));
    refuses(Code.SIZE, () -> Shape.count(1L << 32, 1L << 31), "more than 2^63 elements");
    refuses(Code.SIZE, () -> Shape.count(1L << 32, 1L << 32), "more than 2^63 elements");
    refuses(Code.SIZE, () -> Shape.bytes(ElementType.F32, 1L << 31, 1L << 31), "more than 2^63 bytes");
    refuses(Code.SIZE, () -> Shape.count(-1), "negative extent");
  }

  @Test
  void saysWhenThereIsNoRoom() {
    refuses(Code.MEMORY, () -> Tensor.zeros(ElementType.F32, 1L << 58), "1152921504606846976 bytes");
  }

  @Test
  void hasScalarsAndEmptyTensors() {
    assertEquals(1, Tensor.scalar(2.5f).count());
    assertEquals(2.5, Tensor.scalar(2.5f).get(0));
    assertEquals(0, Tensor.zeros(ElementType.F32, 0, 5).count());
    assertArrayEquals(new float[0], Tensor.of(new float[0], 3, 0).toFloats());
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void storesWhatTheTypeCanHold(ElementType type) {
    Tensor t = Tensor.zeros(type, 3);
    t.set(0, 1);
    t.set(1, 300.7);
    t.set(2, -5);
    double[] expected = switch (type) {
      case F32 -> new double[] {1, 300.7f, -5};
      case F16 -> new double[] {1, 300.75, -5};
      case BF16 -> new double[] {1, 300, -5};
      case I32, I64 -> new double[] {1, 300, -5};
      case I8 -> new double[] {1, 127, -5};
      case U8 -> new double[] {1, 255, 0};
      case BOOL -> new double[] {1, 1, 1};
    };
    assertArrayEquals(expected, t.toDoubles());
  }

  @Test
  void convertsBothWays() {
    Tensor halves = Tensor.of(new float[] {0.1f, 65520f, Float.NaN}, 3).to(ElementType.F16);
    assertEquals(6, halves.data().byteSize());
    assertEquals(Float.float16ToFloat(Float.floatToFloat16(0.1f)), halves.getFloat(0));
    assertEquals(Float.POSITIVE_INFINITY, halves.getFloat(1));
    assertTrue(Float.isNaN(halves.getFloat(2)));
    assertArrayEquals(new int[] {-3, 4}, Tensor.of(new float[] {-3.9f, 4.1f}, 2).to(ElementType.I32).toInts());
    refuses(Code.SIZE, () -> large().toInts(), "9007199254740993", "no int");
    assertEquals(9007199254740993L, large().reshaped(1, 1).getLong(0));
  }

  private static Tensor large() {
    return Tensor.wrap(MemorySegment.ofArray(new long[] {9007199254740993L}), ElementType.I64, 1);
  }

  @Test
  void sparseTensorsFitTogether() {
    Tensor indices = Tensor.of(new int[] {0, 1, 2, 0}, 2, 2);
    SparseTensor t = SparseTensor.of(indices, Tensor.of(new float[] {5, 6}, 2), 3, 2);
    assertEquals("f32[3, 2] with 2 elements", t.describe());
    assertArrayEquals(new boolean[] {true, true}, SparseTensor.pattern(indices, 3, 2).values().toBooleans());
    refuses(Code.SIZE, () -> SparseTensor.of(indices, Tensor.of(new float[] {5}, 1), 3, 2), "2 rows of indices");
    refuses(Code.SIZE, () -> SparseTensor.of(indices, Tensor.of(new float[] {5, 6}, 2), 3, 2, 1), "rank 2");
    refuses(Code.TYPE, () -> SparseTensor.of(Tensor.of(new float[2], 1, 2), Tensor.of(new float[1], 1), 3, 2), "f32[1, 2]");
  }
}
