package dev.tulle.runtime.file;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.SparseTensor;
import dev.tulle.runtime.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  @TempDir
  Path folder;

  private Path zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
        zip.closeEntry();
      }
    }
    return Files.write(folder.resolve("a.npz"), bytes.toByteArray());
  }

  private static byte[] npy(String descr, String shape, int dataBytes) {
    byte[] header = ("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + "}").getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[10 + header.length + dataBytes];
    System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, (byte) (header.length >> 8)}, 0, all, 0,
        10);
    System.arraycopy(header, 0, all, 10, header.length);
    return all;
  }

  @Test
  void readsStoredAndDeflated() throws IOException {
    Npz.write(Map.of("b", Tensor.of(new int[] {1, 2}, 2), "a", Tensor.scalar(1.5f)), folder.resolve("w.npz"));
    Npz stored = Npz.open(folder.resolve("w.npz"));
    assertEquals(List.of("a", "b"), List.copyOf(stored.names()));
    assertArrayEquals(new int[] {1, 2}, stored.find("b").orElseThrow().toInts());
    Npz deflated = Npz.open(zip(Map.of("z.npy", npy("<f4", "(1000,)", 4000), "readme.txt", new byte[3])));
    assertEquals(Set.of("z"), deflated.names());
    assertArrayEquals(new float[1000], deflated.find("z").orElseThrow().toFloats());
    assertEquals(Optional.empty(), deflated.find("readme"));
  }

  @Test
  void writesTheSameBytes() throws IOException {
    Map<String, Tensor> arrays = Map.of("x", Tensor.scalar(1), "y", Tensor.scalar(2));
    Npz.write(arrays, folder.resolve("1.npz"));
    Npz.write(arrays, folder.resolve("2.npz"));
    assertEquals(-1, Files.mismatch(folder.resolve("1.npz"), folder.resolve("2.npz")));
  }

  @Test
  void refusesABomb() throws IOException {
    Path path = zip(Map.of("z.npy", npy("<f4", "(1000000000000,)", 4000)));
    refuses(Code.FILE, () -> Npz.open(path).find("z"), "a.npz", "z.npy", "4000000000000 bytes", "there are 4000");
    byte[] bytes = Files.readAllBytes(path);
    int directory = find(bytes, new byte[] {'P', 'K', 1, 2});
    Arrays.fill(bytes, directory + 24, directory + 28, (byte) 0x7f);
    Files.write(path, bytes);
    refuses(Code.FILE, () -> Npz.open(path).find("z"), "z.npy", "which cannot be");
  }

  private static int find(byte[] all, byte[] part) {
    for (int i = 0; i < all.length; i++) if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) return i;
    throw new AssertionError("not found");
  }

  @Test
  void refusesDamage() throws IOException {
    Path path = folder.resolve("w.npz");
    Npz.write(Map.of("a", Tensor.of(new float[] {1, 2, 3}, 3)), path);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 1 + length / 30) {
      Path cut = Files.write(folder.resolve("cut.npz"), Arrays.copyOf(good, length));
      refuses(Code.FILE, () -> Npz.open(cut).find("a"), "cut.npz");
    }
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(good.length);
      bad[at] ^= (byte) (1 + random.nextInt(255));
      Path damaged = Files.write(folder.resolve("bad.npz"), bad);
      try {
        Optional<Tensor> a = Npz.open(damaged).find("a");
        a.ifPresent(t -> assertArrayEquals(new float[] {1, 2, 3}, t.toFloats(), "byte " + at + ", seed " + seed));
      } catch (TulleException e) {
        assertEquals(Code.FILE, e.code(), () -> "byte " + at + ", seed " + seed);
      }
    }
  }

  @Test
  void readsAndWritesSparseTensors() {
    Tensor indices = Tensor.of(new int[] {0, 1, 2, 0}, 2, 2);
    SparseTensor t = SparseTensor.of(indices, Tensor.of(new float[] {5, 6}, 2), 3, 2);
    Path path = folder.resolve("s.npz");
    TensorFiles.write(t, path);
    SparseTensor back = (SparseTensor) TensorFiles.read(path);
    assertTrue(back.indices().contentEquals(indices));
    assertEquals(Optional.of(List.of(3L, 2L)), back.shape());
    assertEquals(Set.of("indices", "values", "shape"), Npz.open(path).names());
    refuses(Code.FORMAT, () -> TensorFiles.write(t, folder.resolve("s.npy")), "sparse");
    refuses(Code.FORMAT, () -> TensorFiles.write(indices, folder.resolve("d.npz")), "dense");
  }

  @Test
  void refusesSparseTensorsThatDoNotFitTogether() {
    Path path = folder.resolve("s.npz");
    Npz.write(Map.of("indices", Tensor.of(new int[4], 2, 2)), path);
    refuses(Code.FILE, () -> TensorFiles.read(path), "no 'values'");
    Npz.write(Map.of("values", Tensor.of(new int[4], 4)), path);
    refuses(Code.FILE, () -> TensorFiles.read(path), "no arrays 'indices' and 'values'");
    Npz.write(Map.of("indices", Tensor.of(new int[4], 2, 2), "values", Tensor.of(new float[3], 3)), path);
    refuses(Code.FILE, () -> TensorFiles.read(path), "2 rows of indices", "f32[3]");
    Npz.write(Map.of("indices", Tensor.of(new float[4], 2, 2), "values", Tensor.of(new float[2], 2)), path);
    refuses(Code.FILE, () -> TensorFiles.read(path), "must be integers");
  }

  @Test
  void findsWeightsDenseAndSparse() {
    Path path = folder.resolve("w.npz");
    Npz.write(
        Map.of("a", Tensor.scalar(1f), "b.indices", Tensor.of(new int[] {3}, 1, 1), "b.values", Tensor.of(new float[] {2}, 1)), path);
    WeightSource weights = TensorFiles.weights(path);
    assertEquals("f32[]", weights.find("a").orElseThrow().describe());
    assertEquals("f32 of rank 1 with 1 element", weights.find("b").orElseThrow().describe());
    assertEquals(Optional.empty(), weights.find("c"));
    refuses(Code.FILE, () -> TensorFiles.weights(folder.resolve("w.txt")), "w.txt", ".safetensors");
    assertEquals(ElementType.F32, weights.find("a").orElseThrow().type());
  }
}
