package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// `.spz` files, versions 1 to 3 (Niantic): one gzip stream with a header of 16 bytes and then column after column, a byte or a few for
/// each number. Their world has y up and z
/// backward; it is turned to that of a [Scene].
final class SpzFile {
  private static final int MAGIC = 0x5053474e;
  private static final int HEADER = 16;
  private static final int LAST_VERSION = 3;
  /// More than that no writer of the format makes; it also bounds what a small file can unpack to.
  private static final int MOST = 10_000_000;
  private static final int HAS_EXTENSIONS = 2;
  private static final double COLOUR = 0.15;
  private static final int MASK = 511;
  /// The sign of each harmonic above the first when y and z change theirs.
  private static final int[] SIGNS = {-1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1, -1, 1};

  private final InputStream in;

  private SpzFile(InputStream in) {
    this.in = in;
  }

  /// @param file what is in the file
  /// @throws TulleException `FILE` that says what is wrong
  static Scene read(InputStream file) throws IOException {
    try (var unpacked = new GZIPInputStream(file)) {
      return new SpzFile(unpacked).scene();
    } catch (EOFException _) {
      throw wrong("it is cut short");
    } catch (ZipException e) {
      throw wrong("it is damaged: " + e.getMessage());
    }
  }

  private Scene scene() throws IOException {
    var header = column(HEADER, 1);
    if (header.getInt() != MAGIC) throw wrong("it does not begin as spz files do");
    var version = header.getInt();
    if (version < 1 || version > LAST_VERSION) throw wrong("its version is " + version + "; 1 to " + LAST_VERSION + " can be read");
    var count = Integer.toUnsignedLong(header.getInt());
    if (count > MOST) throw wrong("it has " + count + " Gaussians; at most " + MOST + " can be read");
    var degree = header.get();
    if (degree < 0 || degree > 3) throw wrong("its harmonics are of degree " + Byte.toUnsignedInt(degree) + "; 0 to 3 can be read");
    var fraction = header.get();
    if (fraction < 0 || fraction > 24) throw wrong("its positions have " + Byte.toUnsignedInt(fraction) + " bits after the point");
    if ((header.get() & HAS_EXTENSIONS) != 0) throw wrong("it has extensions, which cannot be read");
    var coefficients = (degree + 1) * (degree + 1);
    // All columns are read before anything is made for a count that may be a lie.
    var position = column(count, version == 1 ? 6 : 9);
    var opacity = column(count, 1);
    var colour = column(count, 3);
    var scale = column(count, 3);
    var rotation = column(count, version == 3 ? 4 : 3);
    var rest = column(count, 3 * (coefficients - 1));
    if (in.read() >= 0) throw wrong("it has more bytes than its header says");
    var scene = Scene.blank((int) count, coefficients);
    for (var g = 0; g < scene.count(); g++) {
      place(scene, g, position, version == 1, fraction);
      scene.stretch(g, scale(scale), scale(scale), scale(scale));
      if (version == 3) turnBySmallest(scene, g, rotation.getInt());
      else turnByFirst(scene, g, rotation);
      scene.opacity()[g] = unsigned(opacity) / 255f;
      for (var c = 0; c < 3; c++) scene.colour(g, 0, c, (unsigned(colour) / 255.0 - 0.5) / COLOUR);
      for (var k = 1; k < coefficients; k++) for (var c = 0; c < 3; c++)
        scene.colour(g, k, c, SIGNS[k - 1] * (unsigned(rest) - 128) / 128.0);
    }
    return scene;
  }

  /// Grows with what is there, whatever the header says.
  private ByteBuffer column(long count, int bytes) throws IOException {
    var length = Math.toIntExact(count * bytes);
    var read = in.readNBytes(length);
    if (read.length < length) throw wrong("it is cut short");
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void place(Scene scene, int g, ByteBuffer column, boolean halves, int fraction) {
    var place = new double[3];
    for (var i = 0; i < 3; i++) {
      if (halves) {
        place[i] = Float.float16ToFloat(column.getShort());
      } else {
        var low = unsigned(column) | unsigned(column) << 8;
        place[i] = Math.scalb((double) (low | column.get() << 16), -fraction);
      }
    }
    scene.place(g, place[0], -place[1], -place[2]);
  }

  private static double scale(ByteBuffer column) {
    return Math.exp(unsigned(column) / 16.0 - 10);
  }

  /// x, y and z; w is what they leave.
  private static void turnByFirst(Scene scene, int g, ByteBuffer column) {
    var x = unsigned(column) / 127.5 - 1;
    var y = unsigned(column) / 127.5 - 1;
    var z = unsigned(column) / 127.5 - 1;
    scene.turn(g, Math.sqrt(Math.max(0, 1 - x * x - y * y - z * z)), x, -y, -z);
  }

  /// Three of x, y, z and w, each a sign and 9 bits; the largest is what they leave.
  private static void turnBySmallest(Scene scene, int g, int packed) {
    var largest = packed >>> 30;
    var rest = 1.0;
    var q = new double[4];
    var bits = packed;
    for (var i = 3; i >= 0; i--) {
      if (i == largest) continue;
      q[i] = Math.sqrt(0.5) * (bits & MASK) / MASK * ((bits & MASK + 1) == 0 ? 1 : -1);
      rest -= q[i] * q[i];
      bits >>>= 10;
    }
    q[largest] = Math.sqrt(Math.max(0, rest));
    scene.turn(g, q[3], q[0], -q[1], -q[2]);
  }

  private static int unsigned(ByteBuffer column) {
    return Byte.toUnsignedInt(column.get());
  }

  private static TulleException wrong(String message) {
    return new TulleException(TulleException.Code.FILE, message);
  }
}
