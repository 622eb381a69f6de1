package dev.tulle.models.splatting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.models.trial.Draw;
import dev.tulle.runtime.TulleException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scenes in every format, whole and broken.
class SceneFileTest {
  @TempDir
  private Path folder;

  private Scene read(String name, byte[] bytes) throws IOException {
    return SceneFile.read(Files.write(folder.resolve(name), bytes));
  }

  private void refused(String name, byte[] bytes, String why) throws IOException {
    Files.write(folder.resolve(name), bytes);
    var e = assertThrows(TulleException.class, () -> SceneFile.read(folder.resolve(name)));
    assertEquals(TulleException.Code.FILE, e.code());
    assertTrue(e.getMessage().contains(name) && e.getMessage().contains(why), e::getMessage);
  }

  /// @param bytes that the header's part is replaced in
  private static byte[] replaced(byte[] bytes, String from, String to) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What training of full precision would write: all but the roundings of logarithms is kept.
  private static final double EXACT = 1e-6;

  /// @param step largest errors: of a position, of the logarithm of a scale, of an element of a unit quaternion, of an opacity, of the
  ///     first coefficient, of the others
  private static void assertSame(Scene expected, Scene actual, double... step) {
    assertEquals(expected.count(), actual.count());
    assertEquals(expected.coefficients(), actual.coefficients());
    for (var g = 0; g < expected.count(); g++) {
      var q = SceneBytes.unit(expected, g);
      var p = SceneBytes.unit(actual, g);
      var sign = Math.signum(q[0] * p[0] + q[1] * p[1] + q[2] * p[2] + q[3] * p[3]);
      for (var i = 0; i < 4; i++) assertEquals(q[i], sign * p[i], step[2], "rotation of " + g);
      for (var i = 3 * g; i < 3 * g + 3; i++) {
        assertEquals(expected.position()[i], actual.position()[i], step[0], "position of " + g);
        assertEquals(Math.log(expected.scale()[i]), Math.log(actual.scale()[i]), step[1], "scale of " + g);
      }
      assertEquals(expected.opacity()[g], actual.opacity()[g], step[3], "opacity of " + g);
      for (var k = 0; k < expected.coefficients(); k++) for (var c = 0; c < 3; c++)
        assertEquals(SceneBytes.colour(expected, g, k, c), SceneBytes.colour(actual, g, k, c), step[k == 0 ? 4 : 5], k + " of " + g);
    }
  }

  /// With colours that bytes can hold.
  private static Scene scene(int count, int coefficients) {
    var scene = SplatTrials.scene(new Draw(count), count, coefficients);
    for (var i = 0; i < scene.harmonics().length; i++) scene.harmonics()[i] = Math.clamp(scene.harmonics()[i], -0.99f, 0.99f);
    return scene;
  }

  @Test
  void trainedScenesOfEveryDegreeAreRead() throws IOException {
    for (var coefficients : new int[] {1, 4, 9, 16}) {
      var scene = scene(20, coefficients);
      assertSame(scene, read("a.ply", SceneBytes.ply(scene)), 0, EXACT, EXACT, EXACT, 0, 0);
    }
  }

  @Test
  void headersWithCarriageReturnsOtherOrderAndOtherTypesAreRead() throws IOException {
    var scene = scene(3, 1);
    var bytes = replaced(SceneBytes.ply(scene), "(?s)\n(?=element|comment|format)", "\r\n");
    assertSame(scene, read("a.ply", bytes), 0, EXACT, EXACT, EXACT, 0, 0);
    assertSame(scene, read("a.ply", replaced(bytes, "float nx", "uint32 nx")), 0, EXACT, EXACT, EXACT, 0, 0);
  }

  @Test
  void compressedScenesAreRead() throws IOException {
    for (var coefficients : new int[] {1, 4, 16}) {
      var scene = scene(300, coefficients);
      assertSame(scene, read("a.ply", SceneBytes.compressed(scene, true)), 4.01 / 1023, 4.01 / 1023, 3e-3, 0.51 / 255,
          1.51 / 255 / Scene.FLAT, 4.01 / 255);
      assertSame(scene, read("a.ply", SceneBytes.compressed(scene, false)), 4.01 / 1023, 4.01 / 1023, 3e-3, 0.51 / 255,
          0.51 / 255 / Scene.FLAT, 4.01 / 255);
    }
  }

  @Test
  void splatFilesAreRead() throws IOException {
    var scene = scene(30, 1);
    assertSame(scene, read("a.splat", SceneBytes.splat(scene)), 0, 0, 0.02, 0.51 / 255, 0.51 / 255 / Scene.FLAT, 0);
  }

  @Test
  void spzFilesOfAllVersionsAreRead() throws IOException {
    for (var coefficients : new int[] {1, 4, 9, 16}) {
      var scene = scene(40, coefficients);
      // The largest element is what the others leave: it may be further off, as w is in the first two versions.
      assertSame(scene, read("a.spz", SceneBytes.spz(scene, 1)), 2e-3, 0.51 / 16, 0.1, 0.51 / 255, 0.51 / 255 / 0.15, 0.51 / 128);
      assertSame(scene, read("a.spz", SceneBytes.spz(scene, 2)), 0.51 / 4096, 0.51 / 16, 0.1, 0.51 / 255, 0.51 / 255 / 0.15, 0.51 / 128);
      assertSame(scene, read("a.spz", SceneBytes.spz(scene, 3)), 0.51 / 4096, 0.51 / 16, 3e-3, 0.51 / 255, 0.51 / 255 / 0.15, 0.51 / 128);
    }
  }

  @Test
  void sceneWithoutGaussiansIsRead() throws IOException {
    var none = scene(0, 4);
    assertEquals(0, read("a.ply", SceneBytes.ply(none)).count());
    assertEquals(0, read("a.ply", SceneBytes.compressed(none, true)).count());
    assertEquals(0, read("a.splat", new byte[0]).count());
    assertEquals(0, read("a.spz", SceneBytes.spz(none, 3)).count());
  }

  private static Map<String, byte[]> all() {
    var scene = scene(70, 4);
    return Map.of("a.ply", SceneBytes.ply(scene), "compressed.ply", SceneBytes.compressed(scene, true), "a.splat",
        SceneBytes.splat(scene(71, 1)), "3.spz", SceneBytes.spz(scene, 3), "1.spz", SceneBytes.spz(scene, 1));
  }

  @Test
  void filesThatAreCutShortOrTooLongAreRefused() throws IOException {
    for (var file : all().entrySet()) {
      var bytes = file.getValue();
      for (var length : new int[] {1, 2, 3, 17, bytes.length / 3, bytes.length / 2, bytes.length - 9, bytes.length - 1})
        refused(file.getKey(), Arrays.copyOf(bytes, length), "");
      if (!file.getKey().endsWith("spz")) refused(file.getKey(), Arrays.copyOf(bytes, bytes.length + 5), "");
    }
    refused("a.spz", SceneBytes.zip(Arrays.copyOf(SceneBytes.unzippedSpz(scene(2, 1), 3), 60)), "more bytes than its header says");
    refused("a.ply", Arrays.copyOf(SceneBytes.ply(scene(5, 1)), 500), "cut short: its header promises 5 times 68 bytes of `vertex`");
    refused("a.splat", new byte[33], "33 bytes are no multiple of 32");
  }

  @Test
  void countsThatLieAreRefusedBeforeAnythingIsAllocated() throws IOException {
    var ply = SceneBytes.ply(scene(5, 1));
    for (var count : new String[] {"6", "4", "2000000000", "9000000000000000000", "99999999999999999999", "-1", "five", ""})
      refused("a.ply", replaced(ply, "vertex 5", "vertex " + count), "");
    var compressed = SceneBytes.compressed(scene(300, 4), true);
    refused("a.ply", replaced(compressed, "chunk 2", "chunk 200000000000"), "cut short");
    refused("a.ply", replaced(SceneBytes.compressed(scene(256, 1), true), "vertex 256", "vertex 257"), "cut short");
    refused("a.ply", replaced(compressed, "sh 300", "sh 299"), "bytes more than its header says");
    var last = SceneBytes.compressed(scene(257, 1), true);
    refused("a.ply", replaced(Arrays.copyOf(last, last.length - 16), "vertex 257", "vertex 256"),
        "it has 2 chunks for 256 Gaussians, not 1");
    for (var count : new int[] {5, 9_999_999, 10_000_001, -1}) {
      var spz = SceneBytes.unzippedSpz(scene(4, 16), 3);
      ByteBuffer.wrap(spz).order(ByteOrder.LITTLE_ENDIAN).putInt(8, count);
      refused("a.spz", SceneBytes.zip(spz), count == -1 ? "it has 4294967295 Gaussians" : "");
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    refused("a.ply", "not a scene".getBytes(StandardCharsets.UTF_8), "is no scene of Gaussians");
    refused("a.spz", new byte[0], "is no scene of Gaussians");
    refused("a.spz", SceneBytes.zip("another thing, zipped".getBytes(StandardCharsets.UTF_8)), "does not begin as spz files do");
    var ply = SceneBytes.ply(scene(2, 1));
    refused("a.ply", replaced(ply, "binary_little_endian", "ascii"), "its format is ascii");
    refused("a.ply", replaced(ply, "float opacity", "float opaqueness"), "has no property `opacity`");
    refused("a.ply", replaced(ply, "float nx", "list uchar int nx"), "has a list");
    refused("a.ply", replaced(ply, "float nx", "vec3 nx"), "unknown type `vec3`");
    refused("a.ply", replaced(ply, "float nx", "float y"), "the property `y` twice");
    refused("a.ply", replaced(ply, "float nx", "float f_rest_0"), "has 1 properties `f_rest_…`");
    refused("a.ply", replaced(ply, "comment", "remark"), "its header says `remark a test`");
    refused("a.ply", replaced(ply, "end_header", "end_of_it"), "no `end_header` ends its header");
    refused("a.ply", replaced(ply, "element vertex 2\n", ""), "no property of an element");
    refused("a.ply", replaced(ply, "vertex 2", "point 2"), "has no element `vertex`");
    for (var version : new int[] {0, 4}) {
      var spz = SceneBytes.unzippedSpz(scene(2, 1), 3);
      spz[4] = (byte) version;
      refused("a.spz", SceneBytes.zip(spz), "its version is " + version);
    }
    var degree = SceneBytes.unzippedSpz(scene(2, 1), 3);
    degree[12] = 4;
    refused("a.spz", SceneBytes.zip(degree), "of degree 4");
    var extended = SceneBytes.unzippedSpz(scene(2, 1), 3);
    extended[14] = 2;
    refused("a.spz", SceneBytes.zip(extended), "has extensions");
    var e = assertThrows(TulleException.class, () -> SceneFile.read(folder.resolve("nothing.ply")));
    assertTrue(e.getMessage().contains("there is no file"), e::getMessage);
  }

  @Test
  void numbersThatAreNoneAreRefusedByName() throws IOException {
    check(scene -> scene.position()[7] = Float.NaN, "Gaussian 2 (counted from 0): its position is NaN");
    check(scene -> scene.position()[0] = Float.POSITIVE_INFINITY, "Gaussian 0 (counted from 0): its position is Infinity");
    check(scene -> scene.scale()[4] = 0, "Gaussian 1 (counted from 0): its scale is 0.0");
    check(scene -> scene.scale()[4] = Float.NaN, "Gaussian 1 (counted from 0): its scale is NaN");
    check(scene -> scene.opacity()[3] = Float.NaN, "Gaussian 3 (counted from 0): its opacity is NaN");
    check(scene -> scene.harmonics()[40] = Float.NaN, "Gaussian 3 (counted from 0): its colour is NaN");
    check(scene -> Arrays.fill(scene.rotation(), 8, 12, 0), "Gaussian 2 (counted from 0): the squared length of its rotation is 0.0");
    check(scene -> scene.rotation()[8] = 1e30f, "Gaussian 2 (counted from 0): the squared length of its rotation is Infinity");
    var splat = ByteBuffer.wrap(SceneBytes.splat(scene(5, 1))).order(ByteOrder.LITTLE_ENDIAN);
    refused("a.splat", splat.putFloat(64 + 16, -1).array(), "Gaussian 2 (counted from 0): its scale is -1.0");
    var half = SceneBytes.unzippedSpz(scene(5, 1), 1);
    half[16] = 0;
    half[17] = 0x7c;
    refused("a.spz", SceneBytes.zip(half), "Gaussian 0 (counted from 0): its position is Infinity");
    var bounds = SceneBytes.compressed(scene(5, 1), true);
    var start = new String(bounds, StandardCharsets.ISO_8859_1).indexOf("end_header\n") + 11;
    ByteBuffer.wrap(bounds).order(ByteOrder.LITTLE_ENDIAN).putFloat(start, Float.NaN);
    refused("a.ply", bounds, "Gaussian 0 (counted from 0): its position is NaN");
  }

  private void check(Consumer<Scene> change, String why) throws IOException {
    var scene = scene(5, 4);
    change.accept(scene);
    refused("a.ply", SceneBytes.ply(scene), why);
  }

  @Test
  void damagedBytesAreReadOrRefusedButNothingElse() throws IOException {
    var seed = 5;
    var random = new Random(seed);
    for (var file : all().entrySet()) {
      for (var round = 0; round < 300; round++) {
        var bytes = file.getValue().clone();
        for (var i = 0; i < 3; i++)
          bytes[random.nextInt(random.nextBoolean() ? Math.min(400, bytes.length) : bytes.length)] = (byte) random.nextInt();
        var place = file.getKey() + " in round " + round + " of seed " + seed;
        try {
          assertTrue(read(file.getKey(), bytes).count() <= 1000, place);
        } catch (TulleException e) {
          assertEquals(TulleException.Code.FILE, e.code(), place);
        } catch (RuntimeException e) {
          throw new AssertionError(place, e);
        }
      }
    }
  }

  @Test
  void publishedGuitarIsRead() {
    var data = System.getenv("TULLE_DATA");
    assumeTrue(data != null, "TULLE_DATA does not name a folder with real data");
    var guitar = SceneFile.read(Path.of(data, "splats", "guitar.compressed.ply"));
    assertEquals(90_854, guitar.count());
    assertEquals(1, guitar.coefficients());
    var heights = new float[guitar.count()];
    for (var g = 0; g < heights.length; g++) heights[g] = guitar.position()[3 * g + 1];
    Arrays.sort(heights);
    assertTrue(heights[heights.length - 1] - heights[0] > 0.5 && heights[heights.length - 1] - heights[0] < 50,
        () -> Arrays.toString(heights));
  }
}
