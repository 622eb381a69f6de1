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
    return read(f, m, index(f, m));
  }

  private long read(Frame f, Memory m, long index) {
    touch(f, m, index, RaceDetector.Kind.READ);
    long value = m.get(index);
    if (!m.holds(value)) throw bug(m.element(index) + " holds " + value + ", which " + range(m) + " excludes");
    return value;
  }

  void write(Frame f, long value) {
    Memory m = f.memories[slot];
    write(f, m, index(f, m), value);
  }

  private void write(Frame f, Memory m, long index, long value) {
    touch(f, m, index, RaceDetector.Kind.WRITE);
    if (!m.holds(value)) throw bug(m.element(index) + " is given " + value + ", which " + range(m) + " excludes");
    m.set(index, value);
  }

  private static void touch(Frame f, Memory m, long index, RaceDetector.Kind kind) {
    if (f.races.isPresent()) f.races.get().touch(m, index, kind);
  }

  long[] read(Frame f, boolean[] active) {
    long[] values = new long[active.length];
    int first = firstActive(active);
    if (first == active.length) return values;
    Memory m = f.memories[slot];
    long start = lanes(f, m, first, active);
    for (int lane = first; lane < active.length; lane++) if (active[lane]) values[lane] = read(f, m, start + lane);
    return values;
  }

  void write(Frame f, boolean[] active, long[] values) {
    int first = firstActive(active);
    if (first == active.length) return;
    Memory m = f.memories[slot];
    long start = lanes(f, m, first, active);
    for (int lane = first; lane < active.length; lane++) if (active[lane]) write(f, m, start + lane, values[lane]);
  }

  private static int firstActive(boolean[] active) {
    int first = 0;
    while (first < active.length && !active[first]) first++;
    return first;
  }

  void combine(Frame f, LongUnaryOperator change) {
    Memory m = f.memories[slot];
    long index = index(f, m);
    touch(f, m, index, RaceDetector.Kind.ATOMIC);
    m.set(index, change.applyAsLong(m.get(index)));
  }

  private static String range(Memory m) {
    boolean known = m.low != Long.MIN_VALUE || m.high != Long.MAX_VALUE;
    return m.element + (known ? " in " + m.low + " to " + m.high : "");
  }

  private long index(Frame f, Memory m) {
    long index = 0;
    for (int axis = 0; axis < at.length; axis++) index = index * m.shape[axis] + checked(m, axis, at[axis].of(f));
    return index;
  }

  /// Where lane 0 is, or would be: the active lanes, of which `first` is the first, are in bounds.
  private long lanes(Frame f, Memory m, int first, boolean[] active) {
    int last = at.length - 1;
    long index = 0;
    for (int axis = 0; axis < last; axis++) index = index * m.shape[axis] + checked(m, axis, at[axis].of(f));
    long position = at[last].of(f);
    for (int lane = first; lane < active.length; lane++) if (active[lane]) checked(m, last, position + lane);
    return index * m.shape[last] + position;
  }

  private long checked(Memory m, int axis, long position) {
    long extent = m.shape[axis];
    if (position >= 0 && position < extent) return position;
    String shape = Arrays.toString(m.shape);
    throw bug("axis " + axis + " of " + m.name + " has positions below " + extent + " of " + shape + ", not " + position);
  }

  private CompilerBug bug(String message) {
    return new CompilerBug("kernel " + kernel + ", " + text.get().strip() + ": " + message);
  }
}
