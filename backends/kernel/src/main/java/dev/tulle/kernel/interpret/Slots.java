package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.ir.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Gives each name in scope its slot in the [Frame].
final class Slots {
  /// @param type of the name; for an array the type of a scalar load
  record Slot(int number, Type type, Scalar element, int rank) {
    private static final int NO_ARRAY = -1;
  }

  private final String kernel;
  private final Deque<Map<String, Slot>> levels = new ArrayDeque<>();
  private int count;

  Slots(String kernel) {
    this.kernel = kernel;
    open();
  }

  void open() {
    levels.push(new HashMap<>());
  }

  void close() {
    levels.pop();
  }

  int count() {
    return count;
  }

  int name(String name, Type type) {
    return name(name, type, reserve());
  }

  /// A slot whose name comes into scope later.
  int reserve() {
    return count++;
  }

  int name(String name, Type type, int slot) {
    return declare(name, new Slot(slot, type, type.scalar(), Slot.NO_ARRAY));
  }

  int array(String name, Scalar element, int rank) {
    return declare("[] " + name, new Slot(count++, new Type(element.compute(), 1), element, rank));
  }

  private int declare(String key, Slot slot) {
    levels.getFirst().put(key, slot);
    return slot.number();
  }

  int slot(String name, Type type) {
    Slot slot = find(name, "name " + name);
    if (!slot.type().equals(type)) throw bug(name + " has type " + slot.type() + ", not " + type);
    return slot.number();
  }

  Slot array(String name) {
    return find("[] " + name, "buffer or array " + name);
  }

  private Slot find(String key, String what) {
    for (Map<String, Slot> level : levels) if (level.containsKey(key)) return level.get(key);
    throw bug("no " + what + " in scope");
  }

  CompilerBug bug(String message) {
    return new CompilerBug("kernel " + kernel + ": " + message);
  }
}
