package dev.tulle.runtime.session;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.runtime.Sketch;
import dev.tulle.runtime.Sketches;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.plan.Plan;
import dev.tulle.runtime.plan.Plan.Storage;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import dev.tulle.runtime.tensor.Value;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BindDataTest {
  private static BoundData bind(Storage storage, List<Integer> format, Value value, long... shape) {
    Sketch sketch = new Sketch("m");
    String[] axes = Arrays.stream(shape).mapToObj(n -> n + "L").toArray(String[]::new);
    Scalar element = storage == Storage.BITMAP ? Scalar.BOOL : value.type().scalar();
    Plan.Port port = sketch.input("w", element, storage, format, axes).plan().inputs().getFirst();
    return BindData.bind(port, value, BoundSizes.none(List.of(sketch.plan())));
  }

  private static int[] ints(BoundData data, String buffer) {
    return data.buffers().get(buffer).toInts();
  }

  private static float[] floats(BoundData data, String buffer) {
    return data.buffers().get(buffer).toFloats();
  }

  private static SparseTensor sparse(int[] indices, int rank, float... values) {
    return new SparseTensor(Tensor.of(indices, values.length, rank), Tensor.of(values, values.length), Optional.empty());
  }

  @Test
  void csrOfDenseDataStoresNoZeros() {
    Tensor w = Tensor.of(new float[] {0, 5, -0f, 0, 0, 0, Float.NaN, 0, 7}, 3, 3);
    BoundData data = bind(Storage.CSR, List.of(), w, 3, 3);
    assertArrayEquals(new int[] {0, 1, 1, 3}, ints(data, "w.offsets"));
    assertArrayEquals(new int[] {1, 0, 2}, ints(data, "w.indices"));
    assertArrayEquals(new float[] {5, Float.NaN, 7}, floats(data, "w.values"));
    assertEquals(3, data.stored().getAsLong());
  }

  @Test
  void csrOfSparseDataKeepsListedZerosAndSorts() {
    BoundData data = bind(Storage.CSR, List.of(), sparse(new int[] {2, 2, 0, 1, 2, 0}, 2, 7, 0, 6), 3, 3);
    assertArrayEquals(new int[] {0, 1, 1, 3}, ints(data, "w.offsets"));
    assertArrayEquals(new int[] {1, 0, 2}, ints(data, "w.indices"));
    assertArrayEquals(new float[] {0, 6, 7}, floats(data, "w.values"));
  }

  @Test
  void csrOfLeadingAxesAndOfNothing() {
    BoundData three = bind(Storage.CSR, List.of(), sparse(new int[] {1, 1, 2}, 3, 4), 2, 2, 3);
    assertArrayEquals(new int[] {0, 0, 0, 0, 1}, ints(three, "w.offsets"));
    assertArrayEquals(new int[] {0, 0}, ints(bind(Storage.CSR, List.of(), Tensor.zeros(ElementType.F32, 1, 0), 1, 0), "w.offsets"));
    assertArrayEquals(new int[] {0}, ints(bind(Storage.CSR, List.of(), Tensor.zeros(ElementType.F32, 0, 3), 0, 3), "w.offsets"));
    assertArrayEquals(new int[] {0, 1}, ints(bind(Storage.CSR, List.of(), Tensor.of(new float[] {0, 2}, 2), 2), "w.offsets"));
  }

  @Test
  void sparseDataMustFitTheShape() {
    refuses(Code.INDEX, () -> bind(Storage.CSR, List.of(), sparse(new int[] {0, 3}, 2, 1), 3, 3), "`w`", "[0, 3] in row 0", "[3, 3]");
    refuses(Code.INDEX, () -> bind(Storage.CSR, List.of(), sparse(new int[] {-1, 0}, 2, 1), 3, 3), "[-1, 0]");
    refuses(Code.FORMAT, () -> bind(Storage.CSR, List.of(), sparse(new int[] {1, 2, 0, 0, 1, 2}, 2, 1, 2, 3), 3, 3), "[1, 2] twice");
    refuses(Code.FORMAT, () -> bind(Storage.DENSE, List.of(), sparse(new int[] {0, 0}, 2, 1), 3, 3), "`w` is dense",
        "f32 of rank 2 with 1 element");
  }

  @Test
  void nmTakesSlotsInOrder() {
    Tensor w = Tensor.of(new float[] {0, 5, 0, 6, 0, 0, 7, 0}, 1, 8);
    BoundData data = bind(Storage.NM, List.of(2, 4), w, 1, 8);
    assertArrayEquals(new int[] {1, 3, 6, -1}, ints(data, "w.indices"));
    assertArrayEquals(new float[] {5, 6, 7, 0}, floats(data, "w.values"));
    assertArrayEquals(new long[] {1, 4}, data.buffers().get("w.values").shape());
    BoundData listed = bind(Storage.NM, List.of(2, 4), sparse(new int[] {0, 7, 0, 4}, 2, 9, 8), 1, 8);
    assertArrayEquals(new int[] {-1, -1, 4, 7}, ints(listed, "w.indices"));
    assertArrayEquals(new float[] {0, 0, 8, 9}, floats(listed, "w.values"));
  }

  @Test
  void nmViolationsNameRowAndGroup() {
    Tensor w = Tensor.zeros(ElementType.F32, 2, 3, 8);
    for (int i : new int[] {36, 37, 39}) w.set(i, 1);
    refuses(
        Code.FORMAT, () -> bind(Storage.NM, List.of(2, 4), w, 2, 3, 8),
        "`w` has more than 2 elements in row [1, 1], group 1 (positions 4 to 7 of [2, 3, 8])", "nm(2, 4)");
    refuses(Code.FORMAT, () -> bind(Storage.NM, List.of(2, 4), Tensor.zeros(ElementType.F32, 6), 6), "`w` has 6 positions", "nm(2, 4)");
  }

  @Test
  void blocksAreCutAtTheEdges() {
    Tensor w = Tensor.zeros(ElementType.F32, 3, 5);
    w.set(1, 1);
    w.set(14, 2);
    BoundData data = bind(Storage.BLOCKS, List.of(2, 2), w, 3, 5);
    assertArrayEquals(new int[] {0, 1, 2}, ints(data, "w.offsets"));
    assertArrayEquals(new int[] {0, 2}, ints(data, "w.indices"));
    assertArrayEquals(new float[] {0, 1, 0, 0, 2, 0, 0, 0}, floats(data, "w.values"));
    assertEquals(2, data.stored().getAsLong());
  }

  @Test
  void blocksOfSparseDataAreWhole() {
    SparseTensor corner = sparse(new int[] {2, 4}, 2, 3);
    assertArrayEquals(new int[] {2}, ints(bind(Storage.BLOCKS, List.of(2, 2), corner, 3, 5), "w.indices"));
    SparseTensor part = sparse(new int[] {0, 0, 0, 1, 1, 0}, 2, 1, 2, 3);
    refuses(
        Code.FORMAT, () -> bind(Storage.BLOCKS, List.of(2, 2), part, 3, 5), "lists 3 of the 4 elements of the block at row 0, column 0",
        "blocks(2, 2)");
  }

  @Test
  void patternsComeAsBooleansOrAsMembers() {
    Tensor bits = Tensor.of(new boolean[] {false, true, true, false}, 2, 2);
    assertArrayEquals(bits.toBooleans(), bind(Storage.BITMAP, List.of(), bits, 2, 2).buffers().get("w").toBooleans());
    SparseTensor listed = sparse(new int[] {1, 0, 0, 1}, 2, 0, 3);
    assertArrayEquals(bits.toBooleans(), bind(Storage.BITMAP, List.of(), listed, 2, 2).buffers().get("w").toBooleans());
    Tensor odd = Tensor.wrap(MemorySegment.ofArray(new byte[] {1, 0, 2, 0}), ElementType.BOOL, 2, 2);
    refuses(Code.FORMAT, () -> bind(Storage.BITMAP, List.of(), odd, 2, 2), "element [1, 0] of `w`", "the byte 2");
  }

  /// Every storage, filled with random elements and read back, is the data again.
  @Test
  void storedDataIsTheDataAgain() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      long[] shape = {random.nextInt(3), random.nextInt(9), 4L * random.nextInt(5)};
      Tensor w = Tensor.zeros(ElementType.F32, shape);
      for (long i = 0; i < w.count(); i++) {
        boolean room = i % 4 < 2;
        if (room && random.nextInt(4) == 0) w.set(i, 1 + random.nextInt(99));
      }
      TreeMap<Long, Float> expected = new TreeMap<>();
      for (long i = 0; i < w.count(); i++) if (w.get(i) != 0) expected.put(i, w.getFloat(i));
      assertEquals(expected, csr(bind(Storage.CSR, List.of(), w, shape), shape), "csr, seed " + seed);
      assertEquals(expected, nm(bind(Storage.NM, List.of(2, 4), w, shape), shape), "nm, seed " + seed);
      assertEquals(expected, blocks(bind(Storage.BLOCKS, List.of(3, 2), w, shape), shape, 3, 2), "blocks, seed " + seed);
    }
  }

  private static TreeMap<Long, Float> csr(BoundData data, long[] shape) {
    TreeMap<Long, Float> found = new TreeMap<>();
    int[] offsets = ints(data, "w.offsets");
    for (int row = 0; row + 1 < offsets.length; row++) {
      for (int p = offsets[row]; p < offsets[row + 1]; p++)
        found.put(row * shape[2] + ints(data, "w.indices")[p], floats(data, "w.values")[p]);
    }
    return found;
  }

  private static TreeMap<Long, Float> nm(BoundData data, long[] shape) {
    TreeMap<Long, Float> found = new TreeMap<>();
    int[] indices = ints(data, "w.indices");
    for (int slot = 0; slot < indices.length; slot++) {
      if (indices[slot] >= 0) found.put(slot / (shape[2] / 2) * shape[2] + indices[slot], floats(data, "w.values")[slot]);
    }
    return found;
  }

  private static TreeMap<Long, Float> blocks(BoundData data, long[] shape, int r, int c) {
    TreeMap<Long, Float> found = new TreeMap<>();
    long blockRows = (shape[1] + r - 1) / r;
    int[] offsets = ints(data, "w.offsets");
    float[] values = floats(data, "w.values");
    for (int row = 0; row + 1 < offsets.length; row++) {
      for (int p = offsets[row]; p < offsets[row + 1]; p++) {
        for (int i = 0; i < r * c; i++) {
          if (values[p * r * c + i] == 0) continue;
          long y = row % blockRows * r + i / c;
          long x = (long) ints(data, "w.indices")[p] * c + i % c;
          found.put((row / blockRows * shape[1] + y) * shape[2] + x, values[p * r * c + i]);
        }
      }
    }
    return found;
  }

  @Test
  void kernelsReadWhatWasStored() {
    try (Session session = Sketches.csr().open(Map.of())) {
      Tensor w = Tensor.of(new float[] {0, 5, 0, 0, 0, 0, 3, 0, 7}, 3, 3);
      Result result = session.run(Map.of("w", w));
      assertArrayEquals(new int[] {1, -1, 0}, result.tensor("first").toInts());
      assertArrayEquals(new float[] {10, 0, 24}, result.tensor("sum").toFloats());
      SparseTensor listed = SparseTensor.of(Tensor.of(new int[] {1, 0}, 1, 2), Tensor.of(new float[] {2}, 1), 2, 4);
      assertArrayEquals(new float[] {0, 2}, session.run(Map.of("w", listed)).tensor("sum").toFloats());
      SparseTensor shapeless = new SparseTensor(listed.indices(), listed.values(), Optional.empty());
      refuses(Code.SIZE, () -> session.run(Map.of("w", shapeless)), "size `F` is not known", "give it by name");
      Call call = Call.of(Map.of("w", shapeless)).size("F", 2).size("D", 1);
      assertArrayEquals(new float[] {0, 2}, session.run(call).tensor("sum").toFloats());
      refuses(Code.NAME, () -> session.run(call.size("w.stored", 1)), "no size `w.stored`");
      refuses(Code.SIZE, () -> session.run(Call.of(Map.of("w", listed)).size("F", 3)), "`F` is 3 as given, but 2 by axis 0 of `w`");
    }
  }

  @Test
  void listedIntegersKeepTheirRange() {
    Sketch sketch = new Sketch("m").sizes("N");
    Plan.Port port = sketch.indices("ids", "5L", "t[ids[n]], axis 0", "N").plan().inputs().getFirst();
    BoundSizes sizes = BoundSizes.none(List.of(sketch.plan()));
    sizes.define("N", 2, "here");
    List<Integer> seen = new ArrayList<>();
    for (int value : new int[] {0, 4})
      seen.addAll(List.of(BindData.bind(port, Tensor.of(new int[] {0, value}, 2), sizes).buffers().get("ids").toInts()[1]));
    assertEquals(List.of(0, 4), seen);
    refuses(Code.INDEX, () -> BindData.bind(port, Tensor.of(new int[] {0, 5}, 2), sizes), "element [1] of `ids` is 5", "positions 0 to 4");
  }
}
