package dev.tulle.models.splatting;

import dev.tulle.runtime.TulleException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// `.splat` files: 32 bytes a Gaussian and nothing else, with colours that are the same from all sides.
final class SplatFile {
  private static final int BYTES = 32;
  private static final int SCALE = 12;
  private static final int COLOUR = 24;
  private static final int ROTATION = 28;
  private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SplatFile() {}

  /// @param file the whole file
  /// @throws TulleException `FILE` that says what is wrong
  static Scene read(MemorySegment file) {
    if (file.byteSize() % BYTES != 0) throw wrong("it is cut short: " + file.byteSize() + " bytes are no multiple of " + BYTES);
    var count = file.byteSize() / BYTES;
    if (count > Scene.MOST) throw wrong("it has " + count + " Gaussians; at most " + Scene.MOST + " can be read");
    var scene = Scene.blank((int) count, 1);
    for (var g = 0; g < scene.count(); g++) {
      var row = file.asSlice((long) BYTES * g, BYTES);
      scene.place(g, row.get(FLOATS, 0), row.get(FLOATS, 4), row.get(FLOATS, 8));
      scene.stretch(g, row.get(FLOATS, SCALE), row.get(FLOATS, SCALE + 4), row.get(FLOATS, SCALE + 8));
      for (var c = 0; c < 3; c++) scene.colour(g, 0, c, Scene.flat(unsigned(row, COLOUR + c) / 255.0));
      scene.opacity()[g] = unsigned(row, COLOUR + 3) / 255f;
      scene.turn(g, turn(row, 0), turn(row, 1), turn(row, 2), turn(row, 3));
    }
    return scene;
  }

  private static double turn(MemorySegment row, int i) {
    return (unsigned(row, ROTATION + i) - 128) / 128.0;
  }

  private static int unsigned(MemorySegment row, int at) {
    return Byte.toUnsignedInt(row.get(ValueLayout.JAVA_BYTE, at));
  }

  private static TulleException wrong(String message) {
    return new TulleException(TulleException.Code.FILE, message);
  }
}
