package dev.tulle.models.splatting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.Main;
import dev.tulle.models.trial.Draw;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tulle demo splat` as a user calls it.
class SplatCommandTest {
  private static final int WHITE = 0xffffffff;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  private int run(String... options) {
    var line = new String[options.length + 4];
    line[0] = "demo";
    line[1] = "splat";
    line[2] = "-o";
    line[3] = folder.resolve("out.png").toString();
    System.arraycopy(options, 0, line, 4, options.length);
    return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
  }

  private String scene(byte[] bytes, String name) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  /// A red Gaussian on the left and a green one on the right, both opaque.
  private static Scene pair() {
    var scene = Scene.blank(2, 1);
    for (var g = 0; g < 2; g++) {
      scene.place(g, 2 * g - 1, 0, 0);
      scene.stretch(g, 0.3, 0.3, 0.3);
      scene.turn(g, 1, 0, 0, 0);
      scene.opacity()[g] = 1;
      for (var c = 0; c < 3; c++) scene.colour(g, 0, c, Scene.flat(c == g ? 1 : 0));
    }
    return scene;
  }

  private BufferedImage image(String name) throws IOException {
    return ImageIO.read(folder.resolve(name).toFile());
  }

  /// Near the middle of a Gaussian, where a little of what is behind it shines through.
  private static void assertColour(int red, int green, int blue, int rgb) {
    var error = Math.max(Math.abs((rgb >> 16 & 255) - red), Math.max(Math.abs((rgb >> 8 & 255) - green), Math.abs((rgb & 255) - blue)));
    assertTrue(error <= 40, () -> Integer.toHexString(rgb));
  }

  private static long coloured(BufferedImage image) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) != WHITE)
        .count();
  }

  @Test
  void sceneIsSeenFromItsFrontAndProgressIsTold() throws IOException {
    assertEquals(ExitStatus.OK, run(scene(SceneBytes.splat(pair()), "a.splat"), "--size", "60x40"), err::toString);
    var image = image("out.png");
    assertEquals(60, image.getWidth());
    assertEquals(40, image.getHeight());
    assertColour(255, 0, 0, image.getRGB(15, 20));
    assertColour(0, 255, 0, image.getRGB(44, 20));
    assertEquals(WHITE, image.getRGB(2, 2));
    assertTrue(err.toString().contains("2 Gaussians, harmonics of degree 0") && err.toString().contains("compiled and opened"),
        err::toString);
    assertTrue(out.toString().contains("60 × 40 pixels in "), out::toString);
  }

  @Test
  void cameraUpAndBackgroundAreObeyed() throws IOException {
    var options = new String[] {scene(SceneBytes.spz(pair(), 3), "a.spz"), "--size", "40x40", "--camera", "0,0,6:0,0,0", "--up", "0,1,0",
        "--background",
        "0,0,1", "--opening", "40"};
    // From behind and upside down, red is on the left again.
    assertEquals(ExitStatus.OK, run(options), err::toString);
    var image = image("out.png");
    assertColour(255, 0, 0, image.getRGB(11, 20));
    assertEquals(0xff0000ff, image.getRGB(0, 0));
  }

  @Test
  void cameraInsideOfAGaussianSeesWhatIsInFrontOfIt() throws IOException {
    var file = scene(SceneBytes.splat(pair()), "a.splat");
    assertEquals(ExitStatus.OK, run(file, "--size", "20x20", "--camera", "-1,0,0:1,0,0"), err::toString);
    // The red one's centre is where the camera is, so that it is not in front; the green one fills the middle.
    assertColour(0, 255, 0, image("out.png").getRGB(10, 10));
    assertFalse(err.toString().contains("nothing of the scene"), err::toString);
  }

  @Test
  void picturesOfNothingAreWrittenAndSaid() throws IOException {
    var file = scene(SceneBytes.splat(pair()), "a.splat");
    assertEquals(ExitStatus.OK, run(file, "--size", "20x20", "--camera", "0,0,4:0,0,9"), err::toString);
    assertEquals(0, coloured(image("out.png")));
    assertTrue(err.toString().contains("nothing of the scene is in this picture"), err::toString);
  }

  @Test
  void normalsAreColoursOfDirections() throws IOException {
    var scene = Scene.blank(2, 1);
    for (var g = 0; g < 2; g++) {
      scene.place(g, 2 * g - 1, 0, 0);
      scene.opacity()[g] = 1;
      scene.stretch(g, 0.4, 0.4, 0.01);
    }
    // The left disc faces the camera; the right one is turned about y, as a door is, by 60 degrees, so that it faces left.
    scene.turn(0, 1, 0, 0, 0);
    scene.turn(1, Math.cos(Math.PI / 6), 0, Math.sin(Math.PI / 6), 0);
    var normals = folder.resolve("normals.png").toString();
    var file = scene(SceneBytes.ply(scene), "a.ply");
    assertEquals(ExitStatus.OK, run(file, "--size", "60x40", "--camera", "0,0,-5:0,0,0", "--normals", normals), err::toString);
    var image = image("normals.png");
    var scale = 20 / Math.tan(Math.toRadians(22.5)) / 5;
    assertColour(128, 128, 255, image.getRGB((int) (30 - scale), 20));
    assertColour(17, 128, 191, image.getRGB((int) (30 + scale), 20));
    assertEquals(0xff000000, image.getRGB(0, 0));
  }

  @Test
  void turntableAndDistancesAreNumbered() throws IOException {
    var file = scene(SceneBytes.ply(SplatTrials.scene(new Draw(3), 20, 4)), "a.ply");
    var depth = folder.resolve("depth.png").toString();
    assertEquals(ExitStatus.OK, run(file, "--size", "24x20", "--turntable", "3", "--times", "--depth", depth), err::toString);
    for (var name : new String[] {"out-00.png", "out-01.png", "out-02.png"}) assertTrue(coloured(image(name)) > 40, name);
    assertFalse(Files.exists(folder.resolve("out.png")));
    var distances = image("depth-01.png");
    assertEquals(BufferedImage.TYPE_USHORT_GRAY, distances.getType());
    var samples = distances.getRaster().getSamples(0, 0, 24, 20, 0, new int[24 * 20]);
    assertEquals(65535, Arrays.stream(samples).max().orElseThrow());
    assertEquals(0, samples[0]);
    assertEquals(4, out.toString().lines().count(), out::toString);
    assertTrue(out.toString().startsWith("1 of 3: "), out::toString);
    assertTrue(out.toString().matches("(?s).*milliseconds: projection and colours [\\d.]+, order [\\d.]+, tiles .*"), out::toString);
  }

  @Test
  void brokenScenesAreUserErrors() throws IOException {
    var bytes = SceneBytes.splat(pair());
    assertEquals(ExitStatus.USER_ERROR, run(scene(Arrays.copyOf(bytes, 40), "a.splat")));
    assertTrue(err.toString().contains("a.splat: it is cut short"), err::toString);
    assertEquals(ExitStatus.USER_ERROR, run(scene(new byte[0], "none.splat")));
    assertTrue(err.toString().contains("has no Gaussians"), err::toString);
    var nowhere = pair();
    nowhere.position()[3] = Float.NaN;
    assertEquals(ExitStatus.USER_ERROR, run(scene(SceneBytes.splat(nowhere), "nowhere.splat")));
    assertTrue(err.toString().contains("nowhere.splat: Gaussian 1 (counted from 0): its position is NaN"), err::toString);
    var flat = pair();
    flat.scale()[2] = 0;
    assertEquals(ExitStatus.USER_ERROR, run(scene(SceneBytes.splat(flat), "flat.splat")));
    assertTrue(err.toString().contains("flat.splat: Gaussian 0 (counted from 0): its scale is 0.0"), err::toString);
    var liar = new String(SceneBytes.ply(pair()), StandardCharsets.ISO_8859_1).replace("vertex 2", "vertex 2000000000");
    assertEquals(ExitStatus.USER_ERROR, run(scene(liar.getBytes(StandardCharsets.ISO_8859_1), "liar.ply")));
    assertTrue(err.toString().contains("liar.ply: it is cut short"), err::toString);
    assertEquals(ExitStatus.USER_ERROR, run(folder.resolve("nowhere.ply").toString()));
    assertTrue(err.toString().contains("there is no file"), err::toString);
  }

  @Test
  void wrongOptionsAreWrongUsage() throws IOException {
    var file = scene(SceneBytes.splat(pair()), "a.splat");
    for (var options : new String[][] {{"--size", "0x5"}, {"--size", "99999x5"}, {"--size", "large"}, {"--camera", "1,2,3"},
        {"--camera", "1,2:3,4"},
        {"--camera", "0,0,0:0,0,0"}, {"--camera", "0,1,0:0,0,0"}, {"--camera", "0,NaN,1:0,0,0"}, {"--camera", "0,0,1e300:0,0,0"},
        {"--camera", "0,0,-1e999:0,0,0"}, {"--up", "0,0,0"}, {"--opening", "0"},
        {"--opening", "NaN"}, {"--background", "0,0,2"}, {"--turntable", "0"}}) {
      var line = new String[] {file, options[0], options[1]};
      assertEquals(ExitStatus.USAGE, run(line), () -> String.join(" ", options) + ": " + err);
    }
  }

  @Test
  void oneGaussianAloneIsFramed() throws IOException {
    var scene = Scene.blank(1, 1);
    scene.place(0, 100, -20, 3);
    scene.stretch(0, 2, 2, 2);
    scene.turn(0, 1, 0, 0, 0);
    scene.opacity()[0] = 1;
    assertEquals(ExitStatus.OK, run(scene(SceneBytes.splat(scene), "a.splat"), "--size", "30x30"), err::toString);
    assertTrue(coloured(image("out.png")) > 200, () -> "too small");
  }

  @Test
  void publishedGuitarStandsInTheMiddle() throws IOException {
    var data = System.getenv("TULLE_DATA");
    assumeTrue(data != null, "TULLE_DATA does not name a folder with real data");
    assertEquals(ExitStatus.OK, run(Path.of(data, "splats", "guitar.compressed.ply").toString(), "--size", "200x150"), err::toString);
    var image = image("out.png");
    var share = coloured(image) / (200.0 * 150);
    assertTrue(share > 0.04 && share < 0.4, () -> "share " + share);
    assertEquals(WHITE, image.getRGB(0, 75));
    assertEquals(WHITE, image.getRGB(199, 75));
    // The body is of light wood.
    var body = image.getRGB(96, 112);
    assertTrue((body >> 16 & 255) > 120 && (body & 255) < (body >> 16 & 255) - 40, () -> Integer.toHexString(body));
  }
}
