package dev.tulle.models.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.Main;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tulle demo denoise` as a user calls it.
class DenoiseCommandTest {
  private static final Pattern PSNR = Pattern.compile("PSNR: ([\\d.]+) dB with noise, ([\\d.]+) dB without");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  private int run(String... options) {
    var line = new String[options.length + 4];
    line[0] = "demo";
    line[1] = "denoise";
    line[2] = "-o";
    line[3] = folder.resolve("out.png").toString();
    System.arraycopy(options, 0, line, 4, options.length);
    return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
  }

  private String drawing(int type, int width, int height) throws IOException {
    var image = new BufferedImage(width, height, type);
    for (var y = 0; y < height; y++) for (var x = 0; x < width; x++) {
      var light = (x - 12) * (x - 12) + (y - 9) * (y - 9) < 60 ? 200 : 50;
      for (var band = 0; band < image.getRaster().getNumBands(); band++)
        image.getRaster().setSample(x, y, band, type == BufferedImage.TYPE_USHORT_GRAY ? light * 257 : Math.min(255, light + 40 * band));
    }
    var file = folder.resolve("in.png");
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }

  private double[] psnr() {
    var line = PSNR.matcher(out.toString());
    assertTrue(line.find(), out::toString);
    return new double[] {Double.parseDouble(line.group(1)), Double.parseDouble(line.group(2))};
  }

  @Test
  void noiseGoesAndProgressIsTold() throws IOException {
    assertEquals(ExitStatus.OK, run(drawing(BufferedImage.TYPE_BYTE_GRAY, 32, 30)), err::toString);
    var psnr = psnr();
    assertTrue(psnr[1] > psnr[0] + 5, out::toString);
    assertTrue(err.toString().contains("denoised 100 %"), err::toString);
    assertEquals(1, ImageIO.read(folder.resolve("out.png").toFile()).getRaster().getNumBands());
  }

  @Test
  void sixteenBitsAreTheSameImage() throws IOException {
    assertEquals(ExitStatus.OK, run(drawing(BufferedImage.TYPE_BYTE_GRAY, 24, 24)), err::toString);
    assertEquals(ExitStatus.OK, run(drawing(BufferedImage.TYPE_USHORT_GRAY, 24, 24)), err::toString);
    var lines = out.toString().lines().filter(line -> line.startsWith("PSNR")).toList();
    assertEquals(lines.get(0), lines.get(1));
  }

  @Test
  void colourStaysColour() throws IOException {
    assertEquals(ExitStatus.OK, run(drawing(BufferedImage.TYPE_INT_RGB, 48, 48), "--seed", "3"), err::toString);
    assertTrue(psnr()[1] > psnr()[0] + 4, out::toString);
    var written = ImageIO.read(folder.resolve("out.png").toFile());
    var middle = written.getRaster().getPixel(2, 20, new double[3]);
    assertTrue(middle[0] < middle[1] - 20 && middle[1] < middle[2] - 20, () -> middle[0] + " " + middle[1] + " " + middle[2]);
  }

  @Test
  void atomsAreLearned() throws IOException {
    assertEquals(ExitStatus.OK, run(drawing(BufferedImage.TYPE_BYTE_GRAY, 32, 32), "--learn"), err::toString);
    assertTrue(err.toString().contains("learned 100 %"), err::toString);
    assertTrue(psnr()[1] > psnr()[0] + 4, out::toString);
  }

  @Test
  void onePixelIsTooSmall() throws IOException {
    assertEquals(ExitStatus.USER_ERROR, run(drawing(BufferedImage.TYPE_BYTE_GRAY, 1, 1)));
    assertTrue(err.toString().contains("has 1 × 1 pixels; a patch has 8 × 8"), err::toString);
  }

  @Test
  void textIsNoImage() throws IOException {
    var file = folder.resolve("in.png");
    Files.writeString(file, "not an image");
    assertEquals(ExitStatus.USER_ERROR, run(file.toString()));
    assertTrue(err.toString().contains("is no image that can be read"), err::toString);
  }

  @Test
  void fileThatIsCutShortIsRefused() throws IOException {
    var file = Path.of(drawing(BufferedImage.TYPE_BYTE_GRAY, 64, 64));
    var bytes = Files.readAllBytes(file);
    for (var length : new int[] {9, 20, 40, bytes.length / 2}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertEquals(ExitStatus.USER_ERROR, run(file.toString()), () -> length + " bytes: " + err);
    }
  }

  @Test
  void headerThatClaimsTooMuchIsRefused() throws IOException {
    var file = Path.of(drawing(BufferedImage.TYPE_BYTE_GRAY, 64, 64));
    var bytes = Files.readAllBytes(file);
    bytes[16] = 0x7f;
    bytes[20] = 0x7f;
    Files.write(file, bytes);
    assertEquals(ExitStatus.USER_ERROR, run(file.toString()));
    assertTrue(err.toString().contains("in.png"), err::toString);
  }

  @Test
  void noiseBelowZeroIsWrongUsage() throws IOException {
    assertEquals(ExitStatus.USAGE, run(drawing(BufferedImage.TYPE_BYTE_GRAY, 8, 8), "--sigma", "-1"));
    assertEquals(ExitStatus.USAGE, run(folder.resolve("in.png").toString(), "--sigma", "NaN"));
  }

  @Test
  void photographIsAtLeast28DecibelsClose() {
    var data = System.getenv("TULLE_DATA");
    assumeTrue(data != null, "TULLE_DATA does not name a folder with real data");
    assertEquals(ExitStatus.OK, run(Path.of(data, "images", "camera.png").toString()), err::toString);
    assertTrue(psnr()[1] >= 28, out::toString);
  }
}
