package dev.tulle.runtime.file;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir
  Path folder;

  private Path file(int version, String header, byte... data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, text.length);
    out.write(length.array(), 0, version == 1 ? 2 : 4);
    out.writeBytes(text);
    out.writeBytes(data);
    return Files.write(folder.resolve("a.npy"), out.toByteArray());
  }

  private Path file(String descr, String shape, byte... data) throws IOException {
    return file(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n", data);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void readsWhatItWrote(ElementType type) {
    Tensor t = Tensor.zeros(type, 2, 3);
    for (int i = 0; i < 6; i++) t.set(i, i % 2 + (type.isFloat() ? 0.5 : 0));
    Path path = folder.resolve("t.npy");
    Npy.write(t, path);
    Tensor back = Npy.read(path);
    assertArrayEquals(t.toDoubles(), back.toDoubles());
    assertArrayEquals(t.shape(), back.shape());
    ElementType expected = type == ElementType.BF16 ? ElementType.F32 : type == ElementType.I64 ? ElementType.I32 : type;
    assertEquals(expected, back.type());
    assertEquals(0, back.data().address() % Tensor.ALIGNMENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7})
  void keepsRank(long extent) {
    for (long[] shape : new long[][] {{}, {extent}, {extent, 1, 2}}) {
      Path path = folder.resolve("t.npy");
      Npy.write(Tensor.zeros(ElementType.F32, shape), path);
      assertArrayEquals(shape, Npy.read(path).shape());
    }
  }

  /// The header as NumPy 2.1 writes it for `np.arange(3.)`.
  @Test
  void readsTheHeaderOfNumPy() throws IOException {
    byte[] data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putDouble(0).putDouble(0.1).putDouble(2).array();
    Tensor t = Npy.read(file(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }" + " ".repeat(60) + "\n", data));
    assertEquals("f32[3]", t.describe());
    assertArrayEquals(new float[] {0, 0.1f, 2}, t.toFloats());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsVersions(int version) throws IOException {
    assertEquals(7, Npy.read(file(version, "{\"descr\": \"|u1\", 'shape': (), 'fortran_order': False}", (byte) 7)).get(0));
  }

  @Test
  void readsFortranOrder() throws IOException {
    Tensor t = Npy
        .read(file(1, "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3, 2)}", new byte[] {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}));
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, t.toInts());
    assertArrayEquals(new long[] {2, 3, 2}, t.shape());
  }

  @Test
  void readsBigEndian() throws IOException {
    assertArrayEquals(new float[] {1.5f}, Npy.read(file(">f4", "(1,)", ByteBuffer.allocate(4).putFloat(1.5f).array())).toFloats());
    assertArrayEquals(new int[] {-2}, Npy.read(file(">i2", "(1,)", ByteBuffer.allocate(2).putShort((short) -2).array())).toInts());
  }

  @Test
  void readsOtherIntegersWhenTheyFit() throws IOException {
    byte[] fits = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(-7).array();
    assertEquals("i32[1]", Npy.read(file("<i8", "(1,)", fits)).describe());
    assertEquals(-7, Npy.read(file("<i8", "(1,)", fits)).get(0));
    refuses(Code.FILE, () -> Npy.read(file("<u8", "(1,)", fits)), "a.npy", "element 0 is 18446744073709551609");
    refuses(Code.FILE, () -> Npy.read(file("<u4", "(1,)", Arrays.copyOf(fits, 4))), "element 0 is 4294967289");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|', quoteCharacter = '~', textBlock = """
          {'descr': '<f4', 'fortran_order': False, 'shape': (2,)}      | takes 8 bytes, but there are 4
          {'descr': '<f4', 'fortran_order': False, 'shape': ()} x      | the end
          {'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}     | an extent
          {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)} | 20 digits
          {'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)} | more elements than 64 bits
          {'descr': '<f4', 'fortran_order': False, 'shape': (3037000500, 3037000500)} | more elements than 64 bits
          {'descr': '<f4', 'fortran_order': False}                     | must have
          {'descr': '<f4', 'descr': '<f4'}                             | 'descr' twice
          {'descr': '<c8', 'fortran_order': False, 'shape': ()}        | type '<c8'
          {'descr': '', 'fortran_order': False, 'shape': ()}           | type ''
          {'descr': [('a', '<f4')], 'fortran_order': False}            | structured
          {'descr': '<f4', 'fortran_order': Maybe}                     | True or False
          {'descr': '<f4', 'kind': 'x'}                                | unknown key 'kind'
          {'descr': '<f4                                               | closing quote
          {'descr': '=b1', 'fortran_order': False, 'shape': (4,)}      | the byte 2, not 0 or 1
          """)
  void refusesHeadersThatLie(String header, String message) throws IOException {
    Path path = file(1, header, new byte[] {1, 0, 2, 0});
    refuses(Code.FILE, () -> Npy.read(path), "a.npy", message);
  }

  @Test
  void refusesWhatIsNoNpy() throws IOException {
    Path path = folder.resolve("x.npy");
    refuses(Code.FILE, () -> Npy.read(path), "no such file or folder", "x.npy");
    Files.write(path, new byte[0]);
    refuses(Code.FILE, () -> Npy.read(path), "is no .npy");
    refuses(Code.FILE, () -> Npy.read(file(4, "{}")), "version 4");
    refuses(Code.FILE, () -> Npy.read(folder), folder.toString());
  }

  /// Every prefix of a good file, and damage at any byte, is refused with our own exception or read.
  @Test
  void survivesDamage() throws IOException {
    Path path = folder.resolve("t.npy");
    Npy.write(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2), path);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 1 + length / 30) {
      Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(good, length));
      refuses(Code.FILE, () -> Npy.read(cut), "cut.npy");
    }
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 250; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(good.length)] = (byte) random.nextInt();
      try {
        Npy.read(Files.write(folder.resolve("bad.npy"), bad));
      } catch (dev.tulle.runtime.TulleException e) {
        assertEquals(Code.FILE, e.code(), () -> "seed " + seed);
        refused++;
      }
    }
    assertTrue(refused > 75, "only " + refused + " of 250 refused, seed " + seed);
  }
}
