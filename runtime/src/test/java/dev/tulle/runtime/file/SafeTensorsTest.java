package dev.tulle.runtime.file;

import static dev.tulle.runtime.Refusals.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.runtime.TulleException;
import dev.tulle.runtime.TulleException.Code;
import dev.tulle.runtime.tensor.ElementType;
import dev.tulle.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SafeTensorsTest {
  @TempDir
  Path folder;

  private Path file(long length, String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(length).put(text);
    for (int i = 0; i < dataBytes; i++) all.put((byte) (i % 4 == 3 ? 0 : i));
    return Files.write(folder.resolve("w.safetensors"), all.array());
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void readsWhatItWrote(ElementType type) {
    Tensor t = Tensor.zeros(type, 2, 3);
    for (int i = 0; i < 6; i++) t.set(i, i % 2 + (type.isFloat() ? 0.5 : 0));
    Path path = folder.resolve("w.safetensors");
    SafeTensors.write(Map.of("t", t, "s", Tensor.scalar(true), "e", Tensor.zeros(type, 0, 4)), path);
    SafeTensors back = SafeTensors.open(path);
    assertArrayEquals(t.toDoubles(), back.find("t").orElseThrow().toDoubles());
    assertEquals(type == ElementType.I64 ? ElementType.I32 : type, back.find("t").orElseThrow().type());
    assertEquals("bool[]", back.find("s").orElseThrow().describe());
    assertEquals(0, back.find("e").orElseThrow().count());
    assertEquals(Optional.empty(), back.find("u"));
  }

  @Test
  void mapsWithoutACopyAndAligned() throws IOException {
    Path path = folder.resolve("w.safetensors");
    SafeTensors.write(Map.of("a", Tensor.scalar(1f), "b", Tensor.zeros(ElementType.F32, 16), "c", Tensor.zeros(ElementType.F16, 64)), path);
    SafeTensors file = SafeTensors.open(path);
    assertEquals(List.of("b", "c", "a"), List.copyOf(file.names()));
    for (String name : file.names()) {
      Tensor t = file.find(name).orElseThrow();
      assertTrue(t.data().isMapped());
      assertEquals(0, t.data().address() % Tensor.ALIGNMENT);
    }
  }

  @Test
  void readsMetadataAndOtherTypes() throws IOException {
    String header = """
        {"__metadata__": {"format": "pt"}, "i": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
        "q": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [8, 12]}}""";
    Path path = file(header, 12);
    refuses(Code.FILE, () -> SafeTensors.open(path).find("i"), "'i'", "element 0 is");
    refuses(Code.FILE, () -> SafeTensors.open(path).find("q"), "'q'", "F8_E4M3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|', quoteCharacter = '~', textBlock = """
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}    | entry 'a': F32 of shape [2] takes 8 bytes
          {"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}   | entry 'a': data_offsets [0, 16] point outside
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}    | are not a begin and an end
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}   | must be integers from 0
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 9223372036854775808]}} | must be integers from 0
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8.5]}}  | must be integers from 0
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}       | are not a begin and an end
          {"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}} | more elements than 64 bits
          {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}    | has 8 bytes of data, but its tensors end at 4
          {"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}    | no tensor has the bytes between
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}} | entry 'b': begins at byte 4, inside of 'a'
          {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}} | Duplicate field 'a'
          {"a": {"dtype": "F32", "shape": [2]}}                            | must have dtype, shape and data_offsets
          {"a": 5}                                                         | must have dtype, shape and data_offsets
          [1, 2]                                                           | no JSON object
          {"a": {"dtype": "F32"                                            | is no JSON
          {} {}                                                            | is no JSON
          """)
  void refusesHeadersThatLie(String header, String message) throws IOException {
    Path path = file(header, 8);
    refuses(Code.FILE, () -> SafeTensors.open(path), "w.safetensors", message);
  }

  @Test
  void refusesLengthsThatLie() throws IOException {
    refuses(Code.FILE, () -> SafeTensors.open(file(1000, "{}", 8)), "is cut off", "1000 bytes");
    refuses(Code.FILE, () -> SafeTensors.open(file(-1, "{}", 8)), "18446744073709551615 bytes");
    refuses(Code.FILE, () -> SafeTensors.open(file(Long.MAX_VALUE, "{}", 8)), "is no safetensors file");
    refuses(Code.FILE, () -> SafeTensors.open(Files.write(folder.resolve("x"), new byte[5])), "it has 5 bytes");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    refuses(Code.FILE, () -> SafeTensors.open(file("{\"a\": " + "[".repeat(100_000), 0)), "is no JSON");
  }

  @Test
  void survivesDamage() throws IOException {
    Path path = folder.resolve("w.safetensors");
    SafeTensors.write(Map.of("a", Tensor.of(new float[] {1, 2, 3}, 3), "b", Tensor.scalar(true)), path);
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 1 + length / 30) {
      Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(good, length));
      refuses(Code.FILE, () -> SafeTensors.open(cut), "cut.safetensors");
    }
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(good.length);
      bad[at] = (byte) random.nextInt();
      try {
        SafeTensors file = SafeTensors.open(Files.write(folder.resolve("bad.safetensors"), bad));
        for (String name : file.names()) file.find(name).orElseThrow().toDoubles();
      } catch (TulleException e) {
        assertEquals(Code.FILE, e.code(), () -> "byte " + at + ", seed " + seed);
      }
    }
  }
}
