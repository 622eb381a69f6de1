package dev.tulle.tornado.emulated.types.arrays;

import java.lang.foreign.ValueLayout;

/// 32-bit floats.
public final class FloatArray extends TornadoNativeArray {
  public FloatArray(int elements) {
    super(elements, Float.BYTES);
  }

  public void set(int index, float value) {
    getSegment().setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index, value);
  }

  public float get(int index) {
    return getSegment().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, index);
  }
}
