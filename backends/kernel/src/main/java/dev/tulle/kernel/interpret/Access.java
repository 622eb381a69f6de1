package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/// One place in a kernel that reads or writes a buffer: finds the element, checks every axis, and tells the race detector.
final class Access {
  private final String kernel;
  private final int slot;
  private final Code.Value[] at;
  private final Supplier<String> text;

  Access(String kernel, int slot, Code.Value[] at, Supplier<String> text) {
    this.kernel = kernel;
    this.slot = slot;
    this.at = at;
    this.text = text;
  }

  long read(Frame f) {
    Memory m = f.memories[slot];
    return read(f, m, index(f, m, 0));
  }

  private long read(Frame f, Memory m, long index) {
    f.races.ifPresent(r -> r.touch(m, index, RaceDetector.Kind.READ));
    long value = m.get(index);
    if (!m.holds(value)) throw bug(m.element(index) + " holds " + value + ", which " + range(m) + " excludes");
    return value;
  }

  void write(Frame f, long value) {
    Memory m = f.memories[slot];
    write(f, m, index(f, m, 0), value);
  }

  private void write(Frame f, Memory m, long index, long value) {
    f.races.ifPresent(r -> r.touch(m, index, RaceDetector.Kind.WRITE));
    if (!m.holds(value)) throw bug(m.element(index) + " is given " + value + ", which " + range(m) + " excludes");
    m.set(index, value);
  }

  long[] read(Frame f, boolean[] active) {
    Memory m = f.memories[slot];
    long[] values = new long[active.length];
    for (int lane = 0; lane < active.length; lane++) if (active[lane]) values[lane] = read(f, m, index(f, m, lane));
    return values;
  }

  void write(Frame f, boolean[] active, long[] values) {
    Memory m = f.memories[slot];
    for (int lane = 0; lane < active.length; lane++) if (active[lane]) write(f, m, index(f, m, lane), values[lane]);
  }

  void combine(Frame f, LongUnaryOperator change) {
    Memory m = f.memories[slot];
    long index = index(f, m, 0);
    f.races.ifPresent(r -> r.touch(m, index, RaceDetector.Kind.ATOMIC));
    m.set(index, change.applyAsLong(m.get(index)));
  }

  private static String range(Memory m) {
    boolean known = m.low != Long.MIN_VALUE || m.high != Long.MAX_VALUE;
    return m.element + (known ? " in " + m.low + " to " + m.high : "");
  }

  private long index(Frame f, Memory m, int lane) {
    long index = 0;
    for (int axis = 0; axis < at.length; axis++) {
      long position = at[axis].of(f) + (axis == at.length - 1 ? lane : 0);
      long extent = m.shape[axis];
      if (position < 0 || position >= extent) {
        throw bug(
            "axis " + axis + " of " + m.name + " has positions below " + extent + " of " + Arrays.toString(m.shape) + ", not " + position);
      }
      index = index * extent + position;
    }
    return index;
  }

  private CompilerBug bug(String message) {
    return new CompilerBug("kernel " + kernel + ", " + text.get().strip() + ": " + message);
  }
}
