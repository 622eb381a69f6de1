package dev.tulle.kernel.interpret;

import dev.tulle.kernel.CompilerBug;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Finds accesses that another order would give another meaning: within one phase of items, and among groups, no element that one writes is
/// touched by another; atomics may meet atomics.
final class RaceDetector {
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  enum Kind {
    READ("reads"),
    WRITE("writes"),
    ATOMIC("updates atomically");

    private final String verb;

    Kind(String verb) {
      this.verb = verb;
    }
  }

  /// Who touched one element in which way.
  private static final class Touches {
    private final int[] who = {NONE, NONE, NONE};
    private long phase = NONE;
  }

  /// What was touched in one [Memory].
  static final class Log {
    private final Map<Long, Touches> byGroup = new HashMap<>();
    private final Map<Long, Touches> byItem = new HashMap<>();
  }

  private final String kernel;
  private int group;
  private int item = NONE;
  private long phase;

  RaceDetector(String kernel) {
    this.kernel = kernel;
  }

  void enterGroup(int number) {
    group = number;
    item = NONE;
  }

  void enterPhase() {
    phase++;
  }

  void enterItem(int number) {
    item = number;
  }

  void leavePhase() {
    item = NONE;
  }

  void touch(Memory memory, long index, Kind kind) {
    if (memory.readOnly) return;
    touch(memory, index, kind, memory.log.byGroup.computeIfAbsent(index, _ -> new Touches()), group, "group");
    if (item == NONE) return;
    Touches items = memory.log.byItem.computeIfAbsent(index, _ -> new Touches());
    if (items.phase != phase) {
      Arrays.fill(items.who, NONE);
      items.phase = phase;
    }
    touch(memory, index, kind, items, item, "item");
  }

  private void touch(Memory memory, long index, Kind kind, Touches touches, int self, String what) {
    for (Kind other : Kind.values()) {
      boolean harmless = other == kind && kind != Kind.WRITE;
      int who = touches.who[other.ordinal()];
      if (harmless || who == NONE || who == self) continue;
      throw new CompilerBug(
          "race in kernel " + kernel + ": " + what + " " + self + " " + kind.verb + " " + memory.element(index) + ", which "
              + (who == SEVERAL ? "several " + what + "s have touched" : what + " " + who + " " + other.verb));
    }
    int before = touches.who[kind.ordinal()];
    touches.who[kind.ordinal()] = before == NONE || before == self ? self : SEVERAL;
  }
}
