package dev.tulle.models.coding;

import dev.tulle.runtime.TulleException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/// An image as floats: 0 is black and 255 is white, whatever the file's depth.
///
/// @param channels `[channel][row · width + column]`: one for grey, three for red, green and blue. What a file says of transparency is left out
record Picture(int width, int height, float[][] channels) {
  /// What is coded in an hour or so; a header that claims more is refused before anything is allocated.
  private static final long MOST_PIXELS = 1 << 24;
  /// Deeper ones, of floats say, are read as their colours on a screen.
  private static final int DEEPEST = 16;

  /// @throws TulleException `FILE` for what cannot be read or is no image
  static Picture read(Path file) {
    if (!Files.isRegularFile(file)) throw new TulleException(TulleException.Code.FILE, "there is no file " + file);
    try (var in = ImageIO.createImageInputStream(file.toFile())) {
      var readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext())
        throw new TulleException(TulleException.Code.FILE, file + " is no image that can be read, such as PNG or JPEG");
      var reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return of(decode(reader, file));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static BufferedImage decode(ImageReader reader, Path file) throws IOException {
    try {
      var pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new TulleException(
            TulleException.Code.FILE,
            file + " claims " + reader.getWidth(0) + " × " + reader.getHeight(0) + " pixels, more than " + MOST_PIXELS);
      }
      return reader.read(0);
    } catch (TulleException e) {
      throw e;
    } catch (RuntimeException e) {
      // The decoders of Java meet damaged files with exceptions of any kind.
      throw new TulleException(TulleException.Code.FILE, file + " is a damaged image: " + e, e);
    }
  }

  private static Picture of(BufferedImage image) {
    var width = image.getWidth();
    var height = image.getHeight();
    var colours = image.getColorModel();
    var raster = image.getRaster();
    if (colours.getNumColorComponents() == 1 && raster.getNumBands() <= 2 && colours.getComponentSize(0) <= DEEPEST) {
      // Not through RGB: grey values there are bent by a colour profile, and 16 bits become 8.
      var scale = 255f / ((1 << colours.getComponentSize(0)) - 1);
      var grey = raster.getSamples(0, 0, width, height, 0, new float[width * height]);
      for (var i = 0; i < grey.length; i++) grey[i] *= scale;
      return new Picture(width, height, new float[][] {grey});
    }
    var channels = new float[3][width * height];
    var row = new int[width];
    for (var y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (var x = 0; x < width; x++) for (var c = 0; c < 3; c++) channels[c][y * width + x] = row[x] >> 16 - 8 * c & 255;
    }
    return new Picture(width, height, channels);
  }

  /// Writes a PNG of 8 bits a channel.
  ///
  /// @throws TulleException `FILE` if it cannot be written
  void write(Path file) {
    var grey = channels.length == 1;
    var image = new BufferedImage(width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (var y = 0; y < height; y++) for (var x = 0; x < width; x++) for (var c = 0; c < channels.length; c++)
      image.getRaster().setSample(x, y, c, Math.round(Math.clamp(channels[c][y * width + x], 0f, 255f)));
    try {
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException | UncheckedIOException e) {
      throw new TulleException(TulleException.Code.FILE, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// How close this is to `other`, in decibels: infinite where they are equal.
  double psnr(Picture other) {
    var square = 0.0;
    for (var c = 0; c < channels.length; c++)
      for (var i = 0; i < channels[c].length; i++) square += Math.pow(channels[c][i] - other.channels[c][i], 2);
    return 10 * Math.log10(255 * 255 / (square / channels.length / channels[0].length));
  }
}
