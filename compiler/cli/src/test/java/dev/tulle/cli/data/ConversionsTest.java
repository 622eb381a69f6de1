package dev.tulle.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConversionsTest {
  private static SparseTensor sparse(int... indices) {
    int count = indices.length / 2;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) values[i] = i;
    return SparseTensor.of(Tensor.of(indices, count, 2), Tensor.of(values, count), 2, 3);
  }

  @Test
  void thereAndBackAgainIsTheSameForEveryTypeDenseOrSparse() {
    for (ElementType type : ElementType.values()) {
      if (type == ElementType.I64) continue;
      Tensor tensor = Tensor.zeros(type, 2, 3);
      for (int i = 0; i < 6; i++) tensor.set(i, i % 2);
      Tensor back = (Tensor) Conversions.fromReference(Conversions.toReference("x", tensor), false);
      assertTrue(tensor.contentEquals(back), type.toString());
    }
    SparseTensor sparse = sparse(0, 2, 1, 0);
    SparseTensor back = (SparseTensor) Conversions.fromReference(Conversions.toReference("x", sparse), true);
    assertArrayEquals(sparse.indices().toInts(), back.indices().toInts());
    assertArrayEquals(sparse.values().toFloats(), back.values().toFloats());
    assertEquals(sparse.shape(), back.shape());
  }

  @Test
  void elementsOutsideTwiceOrOfATypeWithoutNameAreRefused() {
    assertEquals(TulleException.Code.FORMAT, assertThrows(TulleException.class, () -> Conversions.toReference("x", sparse(0, 3))).code());
    assertEquals(TulleException.Code.FORMAT, assertThrows(TulleException.class, () -> Conversions.toReference("x", sparse(-1, 0))).code());
    assertEquals(TulleException.Code.FORMAT,
        assertThrows(TulleException.class, () -> Conversions.toReference("x", sparse(1, 1, 1, 1))).code());
    Tensor wide = Tensor.zeros(ElementType.I64, 2);
    assertEquals(TulleException.Code.TYPE, assertThrows(TulleException.class, () -> Conversions.toReference("x", wide)).code());
  }
}
