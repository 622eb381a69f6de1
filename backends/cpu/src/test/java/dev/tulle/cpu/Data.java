package dev.tulle.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Contents of buffers, drawn from a seed.
final class Data {
  private final Random random;

  Data(long seed) {
    random = new Random(seed);
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  byte[] floats(int count) {
    ByteBuffer out = ByteBuffer.allocate(4 * count).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) out.putFloat((float) random.nextGaussian());
    return out.array();
  }
}
