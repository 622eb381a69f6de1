package dev.tulle.kernel.probe;

import dev.tulle.kernel.ir.Scalar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Contents of buffers, drawn from a seed: any value, with those that go wrong most easily among them.
public final class AnyData {
  private static final float[] FLOATS = {
      0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, 0.5f,
      -0.5f, 1.5f, 2.5f, -2.5f, 0.49999997f,
      8388607.5f, 8388608f, -8388609f, 2147483648f, -2147483648f, 3e9f, 1e19f, -1e19f, 65504f, 65519.996f, 65520f, 6.1e-5f, 5.9604645e-8f,
      2.9802322e-8f, 1f, -1f
  };
  private static final long[] INTEGERS = {0, 1, -1, 2, 3, -3, 7, 31, 32, 33, 64, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE,
      Long.MAX_VALUE, 1L << 32};

  private final Random random;

  public AnyData(long seed) {
    random = new Random(seed);
  }

  /// Random bytes, without a meaning.
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// `count` ordinary floats.
  public byte[] floats(int count) {
    ByteBuffer out = ByteBuffer.allocate(4 * count).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) out.putFloat((float) random.nextGaussian());
    return out.array();
  }

  /// `count` elements, of any value.
  public byte[] of(Scalar element, int count) {
    ByteBuffer out = ByteBuffer.allocate(element.bytes() * count).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      switch (element) {
        case I32 -> out.putInt((int) integer());
        case I64 -> out.putLong(integer());
        case F32 -> out.putFloat(floating());
        case BOOL -> out.put((byte) random.nextInt(2));
        case F16, BF16 -> out.putShort((short) random.nextInt());
        case I8, U8 -> out.put((byte) random.nextInt());
      }
    }
    return out.array();
  }

  private long integer() {
    return switch (random.nextInt(3)) {
      case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
      case 1 -> random.nextInt(-100, 100);
      default -> random.nextLong();
    };
  }

  private float floating() {
    return switch (random.nextInt(4)) {
      case 0 -> FLOATS[random.nextInt(FLOATS.length)];
      case 1 -> Float.intBitsToFloat(random.nextInt());
      case 2 -> (float) random.nextGaussian() * 1e4f;
      default -> (float) random.nextGaussian();
    };
  }
}
