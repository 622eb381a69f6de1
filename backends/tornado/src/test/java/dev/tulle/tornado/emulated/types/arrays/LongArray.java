package dev.tulle.tornado.emulated.types.arrays;

/// 64-bit integers.
public final class LongArray extends TornadoNativeArray {
  public LongArray(int elements) {
    super(elements, Long.BYTES);
  }
}
